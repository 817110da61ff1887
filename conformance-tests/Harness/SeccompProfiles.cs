namespace Oci.Conformance.Harness;

/// <summary>Lists of system calls, as profiles name them.</summary>
internal static class SeccompProfiles
{
    /// <summary>What ordinary programs do, by the groups of syscalls(2); nothing that administers a machine.</summary>
    public const string Ordinary =
        // processes and signals
        "arch_prctl capget capset clone clone3 execve execveat exit exit_group fork futex futex_waitv get_robust_list getcpu "
        + "getegid geteuid getgid getgroups getpgid getpgrp getpid getppid getpriority getresgid getresuid getrlimit getrusage "
        + "getsid gettid getuid kill membarrier pause personality pidfd_open pidfd_send_signal prctl prlimit64 rseq "
        + "restart_syscall rt_sigaction rt_sigpending rt_sigprocmask rt_sigqueueinfo rt_sigreturn rt_sigsuspend "
        + "rt_sigtimedwait rt_tgsigqueueinfo sched_get_priority_max sched_get_priority_min sched_getaffinity sched_getattr "
        + "sched_getparam sched_getscheduler sched_rr_get_interval sched_setaffinity sched_yield set_robust_list "
        + "set_thread_area set_tid_address setfsgid setfsuid setgid setgroups setitimer setpgid setpriority setregid setresgid "
        + "setresuid setreuid setrlimit setsid setuid sigaltstack tgkill time times tkill umask uname vfork wait4 waitid "
        // memory
        + "brk madvise mincore mlock mlock2 mlockall mmap mmap2 mprotect mremap msync munlock munlockall munmap "
        + "memfd_create remap_file_pages process_mrelease "
        // files
        + "access chdir chmod chown close close_range copy_file_range creat dup dup2 dup3 eventfd eventfd2 faccessat faccessat2 "
        + "fadvise64 fallocate fchdir fchmod fchmodat fchmodat2 fchown fchownat fcntl fdatasync fgetxattr flistxattr flock "
        + "fremovexattr fsetxattr fstat fstatfs fsync ftruncate futimesat getcwd getdents getdents64 getxattr inotify_add_watch "
        + "inotify_init inotify_init1 inotify_rm_watch io_cancel io_destroy io_getevents io_setup io_submit ioctl "
        + "lchown lgetxattr link linkat listxattr llistxattr lremovexattr lseek lsetxattr lstat mkdir mkdirat mknod mknodat "
        + "newfstatat open openat openat2 pipe pipe2 pread64 preadv preadv2 pwrite64 pwritev pwritev2 read readahead readlink "
        + "readlinkat readv removexattr rename renameat renameat2 rmdir sendfile setxattr splice stat statfs statx symlink "
        + "symlinkat sync sync_file_range syncfs tee truncate unlink unlinkat utime utimensat utimes vmsplice write writev "
        // waiting and time
        + "alarm clock_getres clock_gettime clock_nanosleep epoll_create epoll_create1 epoll_ctl epoll_ctl_old epoll_pwait "
        + "epoll_pwait2 epoll_wait getitimer gettimeofday nanosleep poll ppoll pselect6 select timer_create timer_delete "
        + "timer_getoverrun timer_gettime timer_settime timerfd_create timerfd_gettime timerfd_settime "
        // sockets and other ways to talk
        + "accept accept4 bind connect getpeername getsockname getsockopt listen mq_getsetattr mq_notify mq_open "
        + "mq_timedreceive mq_timedsend mq_unlink msgctl msgget msgrcv msgsnd recvfrom recvmmsg recvmsg semctl semget semop "
        + "semtimedop sendmmsg sendmsg sendto setsockopt shmat shmctl shmdt shmget shutdown signalfd signalfd4 socket "
        + "socketpair getrandom sysinfo seccomp landlock_add_rule landlock_create_ruleset landlock_restrict_self";
}
