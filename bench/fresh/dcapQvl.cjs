// A fresh process: loads @phala/dcap-qvl from the path in its second argument and parses the quote in its first.
const { Quote } = require(process.argv[3]);

Quote.parse(Buffer.from(process.argv[2], "base64"));
