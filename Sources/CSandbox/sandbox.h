// What a process asks of the kernel before it reads a file that nobody vouches for. In C, because the calls take variable
// arguments and structures that Swift does not import, and because iconv's and waitpid's macros are such, too.
#ifndef UNDERSTUDY_SANDBOX_H
#define UNDERSTUDY_SANDBOX_H

#include <errno.h>
#include <iconv.h>
#include <spawn.h>
#include <stddef.h>
#include <sys/resource.h>
#include <unistd.h>

#ifdef __linux__
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#endif

#ifdef __linux__
int posix_spawn_file_actions_addclosefrom_np(posix_spawn_file_actions_t *actions, int from);

// None of this process's files from number `from` on is open in one that it starts.
static inline int understudy_close_from(posix_spawn_file_actions_t *actions, int from) {
    return posix_spawn_file_actions_addclosefrom_np(actions, from);
}
#endif

static inline int understudy_limit(int resource, rlim_t value) {
    struct rlimit limit = {value, value};
    return setrlimit(resource, &limit) == 0 ? 0 : errno;
}

// At most so many bytes of memory and seconds of processor and of time, no file written, no core dumped. 0, or an errno.
static inline int understudy_limit_resources(long long memory, int seconds) {
    int result = 0;
    if ((result = understudy_limit(RLIMIT_CORE, 0))) return result;
    if ((result = understudy_limit(RLIMIT_FSIZE, 0))) return result;
    if ((result = understudy_limit(RLIMIT_CPU, (rlim_t)seconds))) return result;
    if ((result = understudy_limit(RLIMIT_AS, (rlim_t)memory))) return result;
    alarm((unsigned)seconds * 2);
    return 0;
}

// No socket can be made from now on, by this process or by one that it starts. 0, or an errno.
static inline int understudy_forbid_network(void) {
#if defined(__linux__) && (defined(__x86_64__) || defined(__aarch64__))
#ifdef __x86_64__
    const unsigned architecture = AUDIT_ARCH_X86_64;
#else
    const unsigned architecture = AUDIT_ARCH_AARCH64;
#endif
    struct sock_filter filter[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, arch)),
        // System calls of another architecture would have other numbers.
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, architecture, 1, 0),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EACCES),
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
        BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, 0x40000000, 3, 0),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_socket, 2, 0),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 425 /* io_uring_setup */, 1, 0),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EACCES),
    };
    struct sock_fprog program = {sizeof(filter) / sizeof(filter[0]), filter};
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return errno;
    // For all threads that there are already.
    long result = syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_TSYNC, &program);
    return result == 0 ? 0 : (result > 0 ? EAGAIN : errno);
#else
    return ENOSYS;
#endif
}

#endif
