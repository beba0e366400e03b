/*
 * Makes the system calls that it reads from stdin, each in a thread of its own, and tells on stdout what came of them:
 * Node has no lseek, no dup and no ioctl, and no say in who makes a call. The other end of it is calls.ts.
 */
#define _GNU_SOURCE
#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#define ARGUMENTS 6
/* Thousands may wait at the same time. */
#define STACK_SIZE (64 << 10)

/* A call. The first bytes of its memory follow, then the offsets in it of pointers, which are offsets in it too. */
struct call {
	uint32_t id;
	uint32_t number;
	uint32_t user;			/* user and group to make it as */
	uint32_t pointers;		/* arguments that are offsets in the memory, as bits */
	uint32_t memory_size;		/* what is not given is zero */
	uint32_t given;
	uint32_t pointers_inside;
	uint32_t zero;
	int64_t arguments[ARGUMENTS];
};

/* What came of it: its value, or a negative error number. The memory follows, without the zeros at its end. */
struct outcome {
	uint32_t id;
	uint32_t size;
	int64_t value;
};

struct work {
	struct call call;
	uint32_t *pointers_inside;
	char *memory;
};

static pthread_mutex_t output = PTHREAD_MUTEX_INITIALIZER;

static int read_all(void *to, size_t size)
{
	for (ssize_t n; size; size -= n, to = (char *)to + n) {
		n = read(0, to, size);
		if (n <= 0)
			return 0;
	}
	return 1;
}

static void write_all(const void *from, size_t size)
{
	for (ssize_t n; size; size -= n, from = (const char *)from + n) {
		n = write(1, from, size);
		if (n <= 0)
			_exit(1);
	}
}

/* Changes this thread alone, which the library's functions of that name don't. */
static void become(uint32_t user)
{
	if (syscall(SYS_setresgid, user, user, user) || syscall(SYS_setresuid, user, user, user))
		_exit(1);
}

static int64_t make(struct work *work)
{
	int64_t *a = work->call.arguments;
	int64_t base = (int64_t)work->memory;

	for (int i = 0; i < ARGUMENTS; i++)
		if (work->call.pointers & 1u << i)
			a[i] += base;
	for (uint32_t i = 0; i < work->call.pointers_inside; i++) {
		int64_t pointer;
		char *place = work->memory + work->pointers_inside[i];

		memcpy(&pointer, place, sizeof(pointer));
		pointer += base;
		memcpy(place, &pointer, sizeof(pointer));
	}
	if (work->call.user)
		become(work->call.user);
	/* Not the library's syscall(), which would put the error number elsewhere. */
	register int64_t r10 asm("r10") = a[3];
	register int64_t r8 asm("r8") = a[4];
	register int64_t r9 asm("r9") = a[5];
	int64_t value;

	asm volatile("syscall"
		     : "=a"(value)
		     : "a"((int64_t)work->call.number), "D"(a[0]), "S"(a[1]), "d"(a[2]), "r"(r10), "r"(r8), "r"(r9)
		     : "rcx", "r11", "memory");
	return value;
}

static void *run(void *argument)
{
	struct work *work = argument;
	struct outcome outcome = { .id = work->call.id, .size = work->call.memory_size, .value = make(work) };

	while (outcome.size && !work->memory[outcome.size - 1])
		outcome.size--;
	pthread_mutex_lock(&output);
	write_all(&outcome, sizeof(outcome));
	write_all(work->memory, outcome.size);
	pthread_mutex_unlock(&output);
	free(work->pointers_inside);
	free(work->memory);
	free(work);
	return NULL;
}

int main(void)
{
	pthread_attr_t detached;

	pthread_attr_init(&detached);
	pthread_attr_setdetachstate(&detached, PTHREAD_CREATE_DETACHED);
	pthread_attr_setstacksize(&detached, STACK_SIZE);
	for (;;) {
		struct work *work = calloc(1, sizeof(*work));
		pthread_t thread;

		if (!work || !read_all(&work->call, sizeof(work->call)))
			return 0;
		/* A buffer for certificates has to begin with a page. */
		work->memory = aligned_alloc(4096, (work->call.memory_size + 4096) & ~4095u);
		work->pointers_inside = calloc(work->call.pointers_inside + 1, sizeof(uint32_t));
		if (!work->memory || !work->pointers_inside)
			return 1;
		memset(work->memory, 0, work->call.memory_size);
		if (!read_all(work->memory, work->call.given) ||
		    !read_all(work->pointers_inside, work->call.pointers_inside * sizeof(uint32_t)))
			return 1;
		if (pthread_create(&thread, &detached, run, work))
			return 1;
	}
}
