/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What goes over /dev/tsmkit-test, between the module and the program that is the TSM. The other end of it is
 * test/kernel/guest/protocol.ts. Numbers are little-endian, and nothing is padded.
 */
#ifndef TSMKIT_PROTOCOL_H
#define TSMKIT_PROTOCOL_H

#include <linux/types.h>

/* What a question is about. */
enum kind {
	ASK_REPORT = 1,		/* configfs-tsm: outblob, auxblob and manifestblob */
	ASK_SNP_REPORT,		/* SNP_GET_REPORT: the report */
	ASK_SNP_EXT_REPORT,	/* SNP_GET_EXT_REPORT: the report and the certificate table */
	ASK_SNP_KEY,		/* SNP_GET_DERIVED_KEY: the key; input is struct snp_derived_key_req */
	ASK_TDX_REPORT,		/* TDX_CMD_GET_REPORT0: the TDREPORT */
};

#define RTMRS 4
#define REGISTER_SIZE 48

/* A read gives one of these, once somebody asks; nothing when the program has left. */
struct question {
	__u32 id;
	__u32 kind;
	__u32 privlevel;
	__u32 input_len;
	__u8 input[64];
	__u8 service_guid[16];
	__u32 service_manifest_version;
	char service_provider[60];	/* cut when it is longer */
	__u8 rtmrs[RTMRS][REGISTER_SIZE];	/* for a TDREPORT */
};

/* A write begins with one of these words. */
enum verb {
	SAY_REGISTER = 1,
	SAY_ANSWER,
	SAY_LEAVE,		/* the word alone: the provider and the devices go away */
};

/* Devices that come with a registration, as bits. */
#define WITH_SEV_GUEST 1
#define WITH_TDX_GUEST 2

struct registration {
	__u32 verb;
	__u32 privlevel_floor;
	__u32 attributes;	/* visible ones: bits by enum tsm_attr_index */
	__u32 blobs;		/* the same by enum tsm_bin_attr_index */
	__u32 devices;
	char name[44];		/* ends with a zero */
};

#define BLOBS 3

/* The blobs follow, side by side. */
struct answer {
	__u32 verb;
	__u32 id;
	__s32 error;		/* 0, or the negative error number that whoever asked gets */
	__u32 length[BLOBS];
	__u64 exitinfo2;	/* of the SNP ioctls: firmware error below, VMM error above */
};

#endif
