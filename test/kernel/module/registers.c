// SPDX-License-Identifier: GPL-2.0-only
/* Measurement registers of /dev/tdx_guest in sysfs, where the kernel has a frame for them: from Linux 6.16 on. */
#include <linux/kconfig.h>
#include <linux/sysfs.h>

#include "channel.h"

static u8 rtmrs[RTMRS][REGISTER_SIZE];

void registers_copy(u8 to[RTMRS][REGISTER_SIZE])
{
	memcpy(to, rtmrs, sizeof(rtmrs));
}

#if IS_ENABLED(CONFIG_TSM_MEASUREMENTS)

#include <crypto/sha2.h>
#include <linux/err.h>
#include <linux/tsm-mr.h>

static u8 mrtd[REGISTER_SIZE], mrconfigid[REGISTER_SIZE];
/* What the kernel shows; rtmrs is what stands in the processor. */
static u8 shown[RTMRS][REGISTER_SIZE];

#define RTMR(n) { .mr_value = shown[n], TSM_MR_(rtmr##n, SHA384) | TSM_MR_F_RTMR }

static const struct tsm_measurement_register table[] = {
	{ .mr_value = mrtd, TSM_MR_(mrtd, SHA384) },
	{ .mr_value = mrconfigid, TSM_MR_(mrconfigid, SHA384) | TSM_MR_F_NOHASH },
	RTMR(0),
	RTMR(1),
	RTMR(2),
	RTMR(3),
};

static int refresh(const struct tsm_measurements *measurements)
{
	memcpy(shown, rtmrs, sizeof(shown));
	return 0;
}

static int extend(const struct tsm_measurements *measurements, const struct tsm_measurement_register *which,
		  const u8 *data)
{
	u8 both[2 * REGISTER_SIZE];
	u8 *rtmr = rtmrs[((u8 *)which->mr_value - shown[0]) / REGISTER_SIZE];

	memcpy(both, rtmr, REGISTER_SIZE);
	memcpy(both + REGISTER_SIZE, data, REGISTER_SIZE);
	sha384(both, sizeof(both), rtmr);
	return 0;
}

static const struct tsm_measurements measurements = {
	.mrs = table,
	.nr_mrs = ARRAY_SIZE(table),
	.refresh = refresh,
	.write = extend,
};

static const struct attribute_group *groups[2];

int registers_create(const struct attribute_group ***to)
{
	memset(mrtd, 0x11, sizeof(mrtd));
	memset(mrconfigid, 0x22, sizeof(mrconfigid));
	memset(rtmrs, 0, sizeof(rtmrs));
	groups[0] = tsm_mr_create_attribute_group(&measurements);
	if (IS_ERR(groups[0]))
		return PTR_ERR(groups[0]);
	*to = groups;
	return 0;
}

void registers_free(void)
{
	tsm_mr_free_attribute_group(groups[0]);
}

#else

int registers_create(const struct attribute_group ***to)
{
	*to = NULL;
	return 0;
}

void registers_free(void)
{
}

#endif
