// SPDX-License-Identifier: GPL-2.0-only
/* /dev/tdx_guest as programs see it, with the number and the structure of the kernel's own header. */
#include <linux/fs.h>
#include <linux/miscdevice.h>
#include <linux/module.h>
#include <linux/uaccess.h>
#include <uapi/linux/tdx-guest.h>

#include "channel.h"

static long tdx_guest_ioctl(struct file *file, unsigned int command, unsigned long argument)
{
	struct tdx_report_req __user *user = (void __user *)argument;
	struct question question = { .kind = ASK_TDX_REPORT, .input_len = TDX_REPORTDATA_LEN };
	struct reply reply;
	int error;

	if (command != TDX_CMD_GET_REPORT0)
		return -ENOTTY;
	if (copy_from_user(question.input, user->reportdata, TDX_REPORTDATA_LEN))
		return -EFAULT;
	registers_copy(question.rtmrs);
	error = ask(&question, &reply);
	if (!error && reply.length[0] != TDX_REPORT_LEN)
		error = -EIO;
	if (!error && copy_to_user(user->tdreport, reply.blob[0], TDX_REPORT_LEN))
		error = -EFAULT;
	free_reply(&reply);
	return error;
}

static const struct file_operations operations = {
	.owner = THIS_MODULE,
	.unlocked_ioctl = tdx_guest_ioctl,
};

static struct miscdevice device = {
	.minor = MISC_DYNAMIC_MINOR,
	.name = "tdx_guest",
	.fops = &operations,
};

int tdx_guest_register(void)
{
	int error = registers_create(&device.groups);

	if (error)
		return error;
	error = misc_register(&device);
	if (error)
		registers_free();
	return error;
}

void tdx_guest_unregister(void)
{
	misc_deregister(&device);
	registers_free();
}
