// SPDX-License-Identifier: GPL-2.0-only
/*
 * Takes the TSM out of the guest: what the kernel's test module asks at /dev/tsmkit-test goes over a serial port to a program
 * outside, which is where firmware is, and the answers come back. Every write to the device is a message, so each comes behind
 * its length, four bytes, little-endian; the questions have one length.
 *
 *     relay PORT
 */
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <unistd.h>

#include "protocol.h"

#define MESSAGE_MAX (1 << 20)

static void read_all(int fd, void *to, size_t size)
{
	for (size_t done = 0; done < size;) {
		ssize_t n = read(fd, (char *)to + done, size - done);

		if (n <= 0)
			err(1, "the port");
		done += n;
	}
}

static void write_all(int fd, const void *from, size_t size)
{
	for (size_t done = 0; done < size;) {
		ssize_t n = write(fd, (const char *)from + done, size - done);

		if (n < 0)
			err(1, "the port");
		done += n;
	}
}

static void pass_questions(int device, int port)
{
	struct question question;
	ssize_t n;

	while ((n = read(device, &question, sizeof(question))) == sizeof(question))
		write_all(port, &question, sizeof(question));
	err(1, "/dev/tsmkit-test");
}

static void pass_answer(int device, int port)
{
	uint32_t length;
	void *message;

	read_all(port, &length, sizeof(length));
	if (length > MESSAGE_MAX)
		errx(1, "a message of %u bytes", length);
	message = malloc(length);
	if (!message)
		err(1, "memory");
	read_all(port, message, length);
	/* Whoever asked may have gone meanwhile. */
	if (write(device, message, length) < 0 && errno != ESTALE)
		err(1, "/dev/tsmkit-test");
	free(message);
}

int main(int count, char **arguments)
{
	int device = open("/dev/tsmkit-test", O_RDWR);
	int port = open(arguments[1], O_RDWR);

	if (count != 2 || device < 0 || port < 0)
		err(1, "relay PORT");
	/* The first message registers the provider: there is a TSM once this program goes on. */
	pass_answer(device, port);
	if (fork() == 0)
		for (;;)
			pass_answer(device, port);
	if (fork() == 0)
		pass_questions(device, port);
	return 0;
}
