// SPDX-License-Identifier: GPL-2.0-only
/* /dev/tsmkit-test: one program has it open, registers as a TSM, and answers questions until it leaves. */
#include <linux/fs.h>
#include <linux/miscdevice.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/uaccess.h>
#include <linux/wait.h>

#include "channel.h"

#define BLOB_MAX (20 << 20)

static DEFINE_MUTEX(turn);		/* held by whoever asks */
static DEFINE_MUTEX(program);		/* held by whatever the program does but reading */
static DEFINE_SPINLOCK(state);		/* guards all below */
static DECLARE_WAIT_QUEUE_HEAD(moved);
static enum { IDLE, ASKED, TAKEN, ANSWERED } stage;
static bool is_open, serving;
static u32 devices;
static struct question pending;
static struct reply given;
static int given_error;

void free_reply(struct reply *reply)
{
	for (int i = 0; i < BLOBS; i++) {
		kvfree(reply->blob[i]);
		reply->blob[i] = NULL;
	}
}

int ask(const struct question *question, struct reply *reply)
{
	static u32 last_id;
	int error = 0;

	*reply = (struct reply){};
	if (mutex_lock_killable(&turn))
		return -EINTR;
	spin_lock(&state);
	if (serving) {
		pending = *question;
		pending.id = ++last_id;
		stage = ASKED;
	} else {
		error = -ENODEV;
	}
	spin_unlock(&state);
	if (error)
		goto out;

	wake_up_all(&moved);
	error = wait_event_killable(moved, READ_ONCE(stage) == ANSWERED || !READ_ONCE(serving));
	spin_lock(&state);
	if (stage == ANSWERED) {
		*reply = given;
		given = (struct reply){};
		error = given_error;
	} else {
		error = error ? -EINTR : -EIO;
	}
	stage = IDLE;
	spin_unlock(&state);
	if (error)
		free_reply(reply);
out:
	mutex_unlock(&turn);
	return error;
}

static ssize_t channel_read(struct file *file, char __user *to, size_t count, loff_t *offset)
{
	struct question question;
	bool taken = false;

	if (count < sizeof(question))
		return -EINVAL;
	while (!taken) {
		if (wait_event_interruptible(moved, READ_ONCE(stage) == ASKED || !READ_ONCE(serving)))
			return -ERESTARTSYS;
		spin_lock(&state);
		if (!serving) {
			spin_unlock(&state);
			return 0;
		}
		/* Whoever asked may have been killed meanwhile. */
		if (stage == ASKED) {
			question = pending;
			stage = TAKEN;
			taken = true;
		}
		spin_unlock(&state);
	}
	return copy_to_user(to, &question, sizeof(question)) ? -EFAULT : sizeof(question);
}

static void leave(void)
{
	u32 gone;

	spin_lock(&state);
	if (!serving) {
		spin_unlock(&state);
		return;
	}
	serving = false;
	gone = devices;
	spin_unlock(&state);
	/* A report under way holds locks that unregistering needs: it has to end first. */
	wake_up_all(&moved);
	if (gone & WITH_TDX_GUEST)
		tdx_guest_unregister();
	if (gone & WITH_SEV_GUEST)
		sev_guest_unregister();
	report_unregister();
}

static int join(const struct registration *registration)
{
	int error;

	if (serving)
		return -EBUSY;
	error = report_register(registration);
	if (error)
		return error;
	if (registration->devices & WITH_SEV_GUEST)
		error = sev_guest_register();
	if (error)
		goto no_sev_guest;
	if (registration->devices & WITH_TDX_GUEST)
		error = tdx_guest_register();
	if (error)
		goto no_tdx_guest;
	spin_lock(&state);
	devices = registration->devices;
	serving = true;
	stage = IDLE;
	spin_unlock(&state);
	return 0;

no_tdx_guest:
	if (registration->devices & WITH_SEV_GUEST)
		sev_guest_unregister();
no_sev_guest:
	report_unregister();
	return error;
}

static int read_blobs(const char __user *from, size_t count, const struct answer *answer, struct reply *reply)
{
	for (int i = 0; i < BLOBS; i++) {
		u32 length = answer->length[i];

		if (length > BLOB_MAX || length > count)
			return -EINVAL;
		/* A blob of no bytes is one all the same. */
		reply->blob[i] = kvmalloc(max(length, 1U), GFP_KERNEL);
		if (!reply->blob[i])
			return -ENOMEM;
		if (copy_from_user(reply->blob[i], from, length))
			return -EFAULT;
		reply->length[i] = length;
		from += length;
		count -= length;
	}
	return count ? -EINVAL : 0;
}

static int take_answer(const char __user *from, size_t count)
{
	struct answer answer;
	struct reply reply = {};
	int error;

	if (count < sizeof(answer))
		return -EINVAL;
	if (copy_from_user(&answer, from, sizeof(answer)))
		return -EFAULT;
	if (answer.error > 0 || answer.error < -MAX_ERRNO)
		return -EINVAL;
	error = read_blobs(from + sizeof(answer), count - sizeof(answer), &answer, &reply);
	reply.exitinfo2 = answer.exitinfo2;
	spin_lock(&state);
	if (!error && (stage != TAKEN || answer.id != pending.id))
		error = -ESTALE;
	if (!error) {
		swap(given, reply);
		given_error = answer.error;
		stage = ANSWERED;
	}
	spin_unlock(&state);
	/* What came too late, or what nobody fetched before. */
	free_reply(&reply);
	wake_up_all(&moved);
	return error;
}

static int take_registration(const char __user *from, size_t count)
{
	struct registration registration;

	if (count != sizeof(registration))
		return -EINVAL;
	if (copy_from_user(&registration, from, sizeof(registration)))
		return -EFAULT;
	if (!memchr(registration.name, 0, sizeof(registration.name)))
		return -EINVAL;
	return join(&registration);
}

static ssize_t channel_write(struct file *file, const char __user *from, size_t count, loff_t *offset)
{
	int error = 0;
	u32 verb;

	if (count < sizeof(verb))
		return -EINVAL;
	if (copy_from_user(&verb, from, sizeof(verb)))
		return -EFAULT;
	mutex_lock(&program);
	switch (verb) {
	case SAY_REGISTER:
		error = take_registration(from, count);
		break;
	case SAY_ANSWER:
		error = take_answer(from, count);
		break;
	case SAY_LEAVE:
		leave();
		break;
	default:
		error = -EINVAL;
	}
	mutex_unlock(&program);
	return error ? error : count;
}

static int channel_open(struct inode *inode, struct file *file)
{
	bool was_open;

	spin_lock(&state);
	was_open = is_open;
	is_open = true;
	spin_unlock(&state);
	return was_open ? -EBUSY : nonseekable_open(inode, file);
}

static int channel_release(struct inode *inode, struct file *file)
{
	leave();
	spin_lock(&state);
	is_open = false;
	spin_unlock(&state);
	return 0;
}

static const struct file_operations operations = {
	.owner = THIS_MODULE,
	.open = channel_open,
	.release = channel_release,
	.read = channel_read,
	.write = channel_write,
};

static struct miscdevice device = {
	.minor = MISC_DYNAMIC_MINOR,
	.name = "tsmkit-test",
	.fops = &operations,
	.mode = 0600,
};

static int __init channel_init(void)
{
	return misc_register(&device);
}
module_init(channel_init);

static void __exit channel_exit(void)
{
	misc_deregister(&device);
	free_reply(&given);
}
module_exit(channel_exit);

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("TSM for tests, whose reports are made by a program");
