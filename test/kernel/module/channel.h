/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef TSMKIT_CHANNEL_H
#define TSMKIT_CHANNEL_H

#include "protocol.h"

/* What came back: blobs are NULL or from kvmalloc, and belong to whoever asked. */
struct reply {
	u64 exitinfo2;
	u32 length[BLOBS];
	void *blob[BLOBS];
};

/*
 * Asks the program, one question at a time. Gives its error number, -ENODEV without a program, -EIO when it goes away,
 * -EINTR when the asking process is killed. There are blobs only when it gives 0; exitinfo2 is always set.
 */
int ask(const struct question *question, struct reply *reply);

void free_reply(struct reply *reply);

/* What a registration brings, and what goes when the program leaves. */
int report_register(const struct registration *registration);
void report_unregister(void);
int sev_guest_register(void);
void sev_guest_unregister(void);
int tdx_guest_register(void);
void tdx_guest_unregister(void);

/* The registers in sysfs: groups for a device, NULL on kernels that have none. They stand as they are until freed. */
struct attribute_group;
int registers_create(const struct attribute_group ***groups);
void registers_free(void);
void registers_copy(u8 to[RTMRS][REGISTER_SIZE]);

#endif
