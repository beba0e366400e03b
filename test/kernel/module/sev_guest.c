// SPDX-License-Identifier: GPL-2.0-only
/* /dev/sev-guest as programs see it, with the numbers and structures of the kernel's own header. */
#include <linux/align.h>
#include <linux/fs.h>
#include <linux/miscdevice.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/uaccess.h>
#include <uapi/linux/sev-guest.h>

#include "channel.h"

/* Until the firmware was called. */
#define NO_FIRMWARE_CALL 0xff
#define CERTIFICATES_MAX 0x4000
/* Both responses begin with a status; a report's size follows it. */
#define RESPONSE_HEADER 32

static int respond(u64 to, size_t size, const struct reply *reply)
{
	u8 *response;
	int error = 0;

	if (reply->length[0] > size - RESPONSE_HEADER)
		return -EIO;
	response = kzalloc(size, GFP_KERNEL);
	if (!response)
		return -ENOMEM;
	if (size == sizeof(struct snp_report_resp))
		memcpy(response + sizeof(u32), &reply->length[0], sizeof(u32));
	memcpy(response + RESPONSE_HEADER, reply->blob[0], reply->length[0]);
	if (copy_to_user(u64_to_user_ptr(to), response, size))
		error = -EFAULT;
	kfree_sensitive(response);
	return error;
}

static int get_report(struct snp_guest_request_ioctl *call)
{
	struct snp_report_req request;
	struct question question = { .kind = ASK_SNP_REPORT, .input_len = sizeof(request.user_data) };
	struct reply reply;
	int error;

	if (copy_from_user(&request, u64_to_user_ptr(call->req_data), sizeof(request)))
		return -EFAULT;
	question.privlevel = request.vmpl;
	memcpy(question.input, request.user_data, sizeof(request.user_data));
	error = ask(&question, &reply);
	call->exitinfo2 = reply.exitinfo2;
	if (!error)
		error = respond(call->resp_data, sizeof(struct snp_report_resp), &reply);
	free_reply(&reply);
	return error;
}

static int get_key(struct snp_guest_request_ioctl *call)
{
	struct snp_derived_key_req request;
	struct question question = { .kind = ASK_SNP_KEY, .input_len = sizeof(request) };
	struct reply reply;
	int error;

	if (copy_from_user(&request, u64_to_user_ptr(call->req_data), sizeof(request)))
		return -EFAULT;
	question.privlevel = request.vmpl;
	memcpy(question.input, &request, sizeof(request));
	error = ask(&question, &reply);
	call->exitinfo2 = reply.exitinfo2;
	if (!error)
		error = respond(call->resp_data, sizeof(struct snp_derived_key_resp), &reply);
	free_reply(&reply);
	return error;
}

/* Gives the table, or tells how many pages it needs. */
static int give_certificates(struct snp_guest_request_ioctl *call, struct snp_ext_report_req *request,
			     const struct reply *reply)
{
	u32 length = reply->length[1];

	if (length > request->certs_len) {
		call->exitinfo2 = SNP_GUEST_VMM_ERR(SNP_GUEST_VMM_ERR_INVALID_LEN);
		request->certs_len = PAGE_ALIGN(length);
		return copy_to_user(u64_to_user_ptr(call->req_data), request, sizeof(*request)) ? -EFAULT : -EIO;
	}
	return copy_to_user(u64_to_user_ptr(request->certs_address), reply->blob[1], length) ? -EFAULT : 0;
}

static int get_ext_report(struct snp_guest_request_ioctl *call)
{
	struct snp_ext_report_req request;
	struct question question = { .kind = ASK_SNP_EXT_REPORT, .input_len = sizeof(request.data.user_data) };
	struct reply reply;
	int error;

	if (copy_from_user(&request, u64_to_user_ptr(call->req_data), sizeof(request)))
		return -EFAULT;
	/* Without a length or an address nobody wants certificates. */
	if (request.certs_len && request.certs_address &&
	    (request.certs_len > CERTIFICATES_MAX || !IS_ALIGNED(request.certs_len, PAGE_SIZE)))
		return -EINVAL;
	question.privlevel = request.data.vmpl;
	memcpy(question.input, request.data.user_data, sizeof(request.data.user_data));
	error = ask(&question, &reply);
	call->exitinfo2 = reply.exitinfo2;
	if (!error && request.certs_len && request.certs_address)
		error = give_certificates(call, &request, &reply);
	if (!error)
		error = respond(call->resp_data, sizeof(struct snp_report_resp), &reply);
	free_reply(&reply);
	return error;
}

static int dispatch(unsigned int command, struct snp_guest_request_ioctl *call)
{
	if (command != SNP_GET_REPORT && command != SNP_GET_DERIVED_KEY && command != SNP_GET_EXT_REPORT)
		return -ENOTTY;
	if (!call->req_data || !call->resp_data)
		return -EINVAL;
	if (command == SNP_GET_REPORT)
		return get_report(call);
	return command == SNP_GET_DERIVED_KEY ? get_key(call) : get_ext_report(call);
}

static long sev_guest_ioctl(struct file *file, unsigned int command, unsigned long argument)
{
	void __user *user = (void __user *)argument;
	struct snp_guest_request_ioctl call;
	int error;

	if (copy_from_user(&call, user, sizeof(call)))
		return -EFAULT;
	if (!call.msg_version)
		return -EINVAL;
	call.exitinfo2 = NO_FIRMWARE_CALL;
	error = dispatch(command, &call);
	if (call.exitinfo2 && copy_to_user(user, &call, sizeof(call)))
		return -EFAULT;
	return error;
}

static const struct file_operations operations = {
	.owner = THIS_MODULE,
	.unlocked_ioctl = sev_guest_ioctl,
};

static struct miscdevice device = {
	.minor = MISC_DYNAMIC_MINOR,
	.name = "sev-guest",
	.fops = &operations,
};

int sev_guest_register(void)
{
	return misc_register(&device);
}

void sev_guest_unregister(void)
{
	misc_deregister(&device);
}
