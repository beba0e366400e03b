// SPDX-License-Identifier: GPL-2.0-only
/* The provider of configfs-tsm. Linux 6.16 gave this half of the interface new names. */
#include <linux/bits.h>
#include <linux/string.h>
#include <linux/tsm.h>

#include "channel.h"

#ifdef TSM_REPORT_INBLOB_MAX
#define tsm_ops tsm_report_ops
#define tsm_desc tsm_report_desc
#define tsm_register tsm_report_register
#define tsm_unregister tsm_report_unregister
#endif

/* There is one provider at a time, and the kernel's questions after visibility don't say whose. */
static struct registration provider;

static int report_new(struct tsm_report *report, void *data)
{
	const struct tsm_desc *desc = &report->desc;
	struct question question = {
		.kind = ASK_REPORT,
		.privlevel = desc->privlevel,
		.input_len = desc->inblob_len,
		.service_manifest_version = desc->service_manifest_version,
	};
	struct reply reply;
	int error;

	memcpy(question.input, desc->inblob, desc->inblob_len);
	memcpy(question.service_guid, &desc->service_guid, sizeof(question.service_guid));
	if (desc->service_provider)
		strscpy(question.service_provider, desc->service_provider, sizeof(question.service_provider));
	error = ask(&question, &reply);
	if (error)
		return error;
	report->outblob = reply.blob[0];
	report->outblob_len = reply.length[0];
	report->auxblob = reply.blob[1];
	report->auxblob_len = reply.length[1];
	report->manifestblob = reply.blob[2];
	report->manifestblob_len = reply.length[2];
	return 0;
}

static bool attribute_visible(int index)
{
	return provider.attributes & BIT(index);
}

static bool blob_visible(int index)
{
	return provider.blobs & BIT(index);
}

static struct tsm_ops operations = {
	.report_new = report_new,
	.report_attr_visible = attribute_visible,
	.report_bin_attr_visible = blob_visible,
};

int report_register(const struct registration *registration)
{
	provider = *registration;
	operations.name = provider.name;
	operations.privlevel_floor = provider.privlevel_floor;
	return tsm_register(&operations, NULL);
}

void report_unregister(void)
{
	tsm_unregister(&operations);
}
