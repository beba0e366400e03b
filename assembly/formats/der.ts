/** DER, X.690: elements by their tags, and DER that nothing more is known about. */
import { layout, list } from "../layout";

export const derTags = list("derTag", "Elements of DER by their tags.");
derTags.entry(0x01, "boolean", "BOOLEAN.");
derTags.entry(0x02, "integer", "INTEGER.");
derTags.entry(0x03, "bitString", "BIT STRING.");
derTags.entry(0x04, "octetString", "OCTET STRING.");
derTags.entry(0x05, "null", "NULL.");
derTags.entry(0x06, "oid", "OBJECT IDENTIFIER.");
derTags.entry(0x0a, "enumerated", "ENUMERATED.");
derTags.entry(0x0c, "utf8String", "UTF8String.");
derTags.entry(0x13, "printableString", "PrintableString.");
derTags.entry(0x16, "ia5String", "IA5String.");
derTags.entry(0x17, "utcTime", "UTCTime.");
derTags.entry(0x18, "generalizedTime", "GeneralizedTime.");
derTags.entry(0x30, "sequence", "SEQUENCE, or SEQUENCE OF.");
derTags.entry(0x31, "set", "SET, or SET OF.");

/** DER that nothing more is known about. */
export const derElement = layout("der", 0, "X.690, one element");
derElement.der(0, 0, "element", "The element, as a tree.").short();
