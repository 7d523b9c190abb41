// Preloaded into a server, it writes down every change to the files and folders below one folder: what was written where, what was
// named and renamed, and what was asked to be made durable. From that record any moment of a power failure can be played back
// (docs/adr/0009-power-failure.md). It asks the disk for nothing: a sync is written down and answered at once. Told so, it also lets
// calls fail as a disk does that is full, read-only, or broken.
//
// CULVER_RECORD_FOLDER  the folder watched, absolute, without links
// CULVER_RECORD_LOG     the record, outside that folder; none is kept without
// CULVER_RECORD_FAULTS  a file of one page that says which calls fail (struct faults below), read at every call; none do without
//
// One record: kind (1), id (8), first number (8), second number (8), lengths of two texts (4 + 4), then the texts. Little-endian.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#define DESCRIPTORS 65536

static pthread_mutex_t gate = PTHREAD_MUTEX_INITIALIZER;
static pthread_once_t once = PTHREAD_ONCE_INIT;
static char folder[PATH_MAX];
static size_t folder_length;
static int record = -1;
static uint64_t position;
// The inode open at a descriptor that is watched, else 0.
static uint64_t watched[DESCRIPTORS];
static unsigned char appends[DESCRIPTORS];

// The end of the path open at a descriptor.
#define NAME_LENGTH 48
static char names[DESCRIPTORS][NAME_LENGTH];

// What may fail.
enum { OPENS = 1, OPENS_TO_WRITE = 2, CREATES = 4, WRITES = 8, SYNCS = 16, TRUNCATES = 32, NAMES = 64, REMOVES = 128, READS = 256, ACCEPTS = 512, FOLDER_SYNCS = 1024 };

// Shared with the test. The test writes the first part, this library the second.
struct faults
{
    uint32_t kinds;
    int32_t error;
    // In how many of a million calls.
    uint32_t often;
    uint32_t reserved;
    uint64_t dice;
    // Only where the path has this in it.
    char in[NAME_LENGTH];
    uint64_t asked;
    uint64_t failed;
};

static volatile struct faults *faults;
static int watching;

#define REAL(type, name, ...) static type (*real_##name)(__VA_ARGS__)
REAL(int, openat, int, const char *, int, ...);
REAL(int, close, int);
REAL(ssize_t, write, int, const void *, size_t);
REAL(ssize_t, pwrite, int, const void *, size_t, off_t);
REAL(ssize_t, writev, int, const struct iovec *, int);
REAL(ssize_t, pwritev, int, const struct iovec *, int, off_t);
REAL(int, ftruncate, int, off_t);
REAL(int, rename, const char *, const char *);
REAL(int, unlink, const char *);
REAL(int, link, const char *, const char *);
REAL(int, mkdir, const char *, mode_t);
REAL(int, rmdir, const char *);
REAL(int, fsync, int);
REAL(int, fdatasync, int);
REAL(int, dup, int);
REAL(int, dup2, int, int);
REAL(ssize_t, read, int, void *, size_t);
REAL(ssize_t, pread, int, void *, size_t, off_t);
REAL(ssize_t, preadv, int, const struct iovec *, int, off_t);
REAL(int, accept4, int, struct sockaddr *, socklen_t *, int);
REAL(ssize_t, copy_file_range, int, off_t *, int, off_t *, size_t, unsigned);
REAL(ssize_t, sendfile, int, int, off_t *, size_t);

static void die(const char *why)
{
    fprintf(stderr, "recorder: %s\n", why);
    _exit(99);
}

// A program that asks the C library itself for one of these by name gets ours too: so .NET resolves what it imports from "libc".
static void *(*real_dlsym)(void *, const char *);

static void find_dlsym(void)
{
    static const char *const versions[] = {"GLIBC_2.34", "GLIBC_2.17", "GLIBC_2.2.5"};
    for (size_t i = 0; real_dlsym == NULL && i < sizeof versions / sizeof *versions; i++)
        real_dlsym = dlvsym(RTLD_NEXT, "dlsym", versions[i]);
    if (real_dlsym == NULL)
        die("no dlsym");
}

void *dlsym(void *handle, const char *name)
{
    static const struct { const char *name; void *ours; } known[] = {{"open", open}, {"close", close}, {"fsync", fsync}, {"fdatasync", fdatasync}, {"link", link}, {"rename", rename}};
    if (real_dlsym == NULL)
        find_dlsym();
    if (handle != RTLD_NEXT && handle != RTLD_DEFAULT)
    {
        for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        {
            if (strcmp(name, known[i].name) == 0)
                return known[i].ours;
        }
    }
    return real_dlsym(handle, name);
}

static void start(void)
{
    find_dlsym();
#define FIND(name) real_##name = real_dlsym(RTLD_NEXT, #name)
    FIND(openat); FIND(close); FIND(write); FIND(pwrite); FIND(writev); FIND(pwritev); FIND(ftruncate); FIND(rename); FIND(unlink);
    FIND(link); FIND(mkdir); FIND(rmdir); FIND(fsync); FIND(fdatasync); FIND(dup); FIND(dup2); FIND(copy_file_range); FIND(sendfile);
    FIND(read); FIND(pread); FIND(preadv); FIND(accept4);
    const char *root = getenv("CULVER_RECORD_FOLDER");
    const char *log = getenv("CULVER_RECORD_LOG");
    const char *control = getenv("CULVER_RECORD_FAULTS");
    if (root == NULL || (log == NULL && control == NULL))
        return;
    strncpy(folder, root, sizeof folder - 1);
    folder_length = strlen(folder);
    watching = 1;
    if (control != NULL)
    {
        int descriptor = real_openat(AT_FDCWD, control, O_RDWR | O_CLOEXEC, 0);
        void *page = descriptor < 0 ? MAP_FAILED : mmap(NULL, sizeof(struct faults), PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0);
        if (page == MAP_FAILED)
            die("cannot read what is to fail");
        faults = page;
        real_close(descriptor);
    }
    if (log == NULL)
        return;
    record = real_openat(AT_FDCWD, log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    if (record < 0)
        die("cannot open the record");
    struct stat size;
    position = fstat(record, &size) == 0 ? (uint64_t)size.st_size : 0;
}

static void begin(void)
{
    pthread_once(&once, start);
}

// An absolute path below the folder, or NULL. The memory of SQLite's readers (-shm) does not survive a power failure and is left out.
static const char *below(const char *path, char *whole)
{
    if (!watching || path == NULL)
        return NULL;
    if (path[0] == '/')
    {
        strncpy(whole, path, PATH_MAX - 1);
        whole[PATH_MAX - 1] = 0;
    }
    else
    {
        if (getcwd(whole, PATH_MAX) == NULL || strlen(whole) + strlen(path) + 2 > PATH_MAX)
            return NULL;
        strcat(whole, "/");
        strcat(whole, path);
    }
    size_t length = strlen(whole);
    while (length > 1 && whole[length - 1] == '/')
        whole[--length] = 0;
    if (strncmp(whole, folder, folder_length) != 0 || (whole[folder_length] != '/' && whole[folder_length] != 0))
        return NULL;
    if (length > 4 && strcmp(whole + length - 4, "-shm") == 0)
        return NULL;
    return whole + folder_length;
}

// Whether this call fails; sets errno when it does.
static int fails(uint32_t kind, const char *name)
{
    if (faults == NULL || (faults->kinds & kind) == 0 || strstr(name, (const char *)faults->in) == NULL)
        return 0;
    __atomic_add_fetch(&faults->asked, 1, __ATOMIC_RELAXED);
    uint64_t dice = __atomic_add_fetch(&faults->dice, 0x9E3779B97F4A7C15u, __ATOMIC_RELAXED);
    dice = (dice ^ dice >> 30) * 0xBF58476D1CE4E5B9u;
    dice = (dice ^ dice >> 27) * 0x94D049BB133111EBu;
    if ((dice ^ dice >> 31) % 1000000 >= faults->often)
        return 0;
    __atomic_add_fetch(&faults->failed, 1, __ATOMIC_RELAXED);
    errno = faults->error;
    return 1;
}

static void put(unsigned char kind, uint64_t id, uint64_t first, uint64_t second, const void *one, uint32_t one_length, const void *two, uint32_t two_length)
{
    if (record < 0)
        return;
    unsigned char head[33];
    head[0] = kind;
    memcpy(head + 1, &id, 8);
    memcpy(head + 9, &first, 8);
    memcpy(head + 17, &second, 8);
    memcpy(head + 25, &one_length, 4);
    memcpy(head + 29, &two_length, 4);
    struct iovec parts[3] = {{head, sizeof head}, {(void *)one, one_length}, {(void *)two, two_length}};
    size_t whole = sizeof head + one_length + two_length;
    if (real_writev(record, parts, 3) != (ssize_t)whole)
        die("cannot write the record");
    position += whole;
}

static uint64_t inode(int descriptor)
{
    struct stat status;
    return fstat(descriptor, &status) == 0 ? status.st_ino : 0;
}

static uint64_t of(int descriptor)
{
    return descriptor >= 0 && descriptor < DESCRIPTORS ? watched[descriptor] : 0;
}

static int open_any(int at, const char *path, int flags, mode_t mode)
{
    begin();
    char whole[PATH_MAX];
    const char *name = at == AT_FDCWD || (path != NULL && path[0] == '/') ? below(path, whole) : NULL;
    if (name == NULL)
        return real_openat(at, path, flags, mode);
    pthread_mutex_lock(&gate);
    int there = access(whole, F_OK) == 0;
    uint32_t kind = OPENS | ((flags & O_ACCMODE) != O_RDONLY ? OPENS_TO_WRITE : 0) | (there || (flags & O_CREAT) == 0 ? 0 : CREATES);
    if (fails(kind, name))
    {
        pthread_mutex_unlock(&gate);
        return -1;
    }
    int descriptor = real_openat(at, path, flags, mode);
    if (descriptor >= DESCRIPTORS)
        die("too many descriptors");
    if (descriptor >= 0)
    {
        int saved = errno;
        watched[descriptor] = inode(descriptor);
        appends[descriptor] = (flags & O_APPEND) != 0;
        size_t skipped = strlen(name) < NAME_LENGTH ? 0 : strlen(name) - NAME_LENGTH + 1;
        strcpy(names[descriptor], name + skipped);
        if (!there)
            put('C', watched[descriptor], 0, 0, name, strlen(name), NULL, 0);
        else if ((flags & O_TRUNC) != 0 && (flags & O_ACCMODE) != O_RDONLY)
            put('T', watched[descriptor], 0, 0, NULL, 0, NULL, 0);
        errno = saved;
    }
    pthread_mutex_unlock(&gate);
    return descriptor;
}

static mode_t mode_of(int flags, va_list more)
{
    return (flags & (O_CREAT | O_TMPFILE)) != 0 ? va_arg(more, mode_t) : 0;
}

#define OPEN(name) int name(const char *path, int flags, ...) \
    { va_list more; va_start(more, flags); mode_t mode = mode_of(flags, more); va_end(more); return open_any(AT_FDCWD, path, flags, mode); }
#define OPENAT(name) int name(int at, const char *path, int flags, ...) \
    { va_list more; va_start(more, flags); mode_t mode = mode_of(flags, more); va_end(more); return open_any(at, path, flags, mode); }
OPEN(open)
OPEN(open64)
OPENAT(openat)
OPENAT(openat64)

int creat(const char *path, mode_t mode) { return open_any(AT_FDCWD, path, O_CREAT | O_WRONLY | O_TRUNC, mode); }
int creat64(const char *path, mode_t mode) { return creat(path, mode); }

int close(int descriptor)
{
    begin();
    if (of(descriptor) != 0)
        watched[descriptor] = 0;
    return real_close(descriptor);
}

int dup(int descriptor)
{
    begin();
    int copy = real_dup(descriptor);
    if (copy >= 0 && copy < DESCRIPTORS && of(descriptor) != 0)
    {
        watched[copy] = of(descriptor);
        appends[copy] = appends[descriptor];
        memcpy(names[copy], names[descriptor], NAME_LENGTH);
    }
    return copy;
}

static off_t here(int descriptor)
{
    struct stat status;
    if (!appends[descriptor])
        return lseek(descriptor, 0, SEEK_CUR);
    return fstat(descriptor, &status) == 0 ? status.st_size : 0;
}

// A full disk takes what it has room for: the first failure of a large write is a short one.
static int write_fails(int descriptor, size_t *count)
{
    if (!fails(WRITES, names[descriptor]))
        return 0;
    if (*count < 1024 || (errno != ENOSPC && errno != EDQUOT))
        return 1;
    *count = *count / 2 / 512 * 512;
    return 0;
}

ssize_t write(int descriptor, const void *bytes, size_t count)
{
    begin();
    uint64_t id = of(descriptor);
    if (id == 0)
        return real_write(descriptor, bytes, count);
    pthread_mutex_lock(&gate);
    if (write_fails(descriptor, &count))
    {
        pthread_mutex_unlock(&gate);
        return -1;
    }
    off_t at = here(descriptor);
    ssize_t written = real_write(descriptor, bytes, count);
    int saved = errno;
    if (written > 0)
        put('W', id, at, 0, bytes, written, NULL, 0);
    errno = saved;
    pthread_mutex_unlock(&gate);
    return written;
}

ssize_t pwrite(int descriptor, const void *bytes, size_t count, off_t at)
{
    begin();
    uint64_t id = of(descriptor);
    if (id == 0)
        return real_pwrite(descriptor, bytes, count, at);
    pthread_mutex_lock(&gate);
    if (write_fails(descriptor, &count))
    {
        pthread_mutex_unlock(&gate);
        return -1;
    }
    ssize_t written = real_pwrite(descriptor, bytes, count, at);
    int saved = errno;
    if (written > 0)
        put('W', id, at, 0, bytes, written, NULL, 0);
    errno = saved;
    pthread_mutex_unlock(&gate);
    return written;
}

ssize_t pwrite64(int descriptor, const void *bytes, size_t count, off64_t at) { return pwrite(descriptor, bytes, count, at); }

static ssize_t vectors(int descriptor, const struct iovec *parts, int count, off_t at, int placed)
{
    begin();
    uint64_t id = of(descriptor);
    if (id == 0)
        return placed ? real_pwritev(descriptor, parts, count, at) : real_writev(descriptor, parts, count);
    pthread_mutex_lock(&gate);
    if (fails(WRITES, names[descriptor]))
    {
        pthread_mutex_unlock(&gate);
        return -1;
    }
    if (!placed)
        at = here(descriptor);
    ssize_t written = placed ? real_pwritev(descriptor, parts, count, at) : real_writev(descriptor, parts, count);
    int saved = errno;
    ssize_t left = written;
    for (int i = 0; i < count && left > 0; i++)
    {
        size_t length = (size_t)left < parts[i].iov_len ? (size_t)left : parts[i].iov_len;
        put('W', id, at, 0, parts[i].iov_base, length, NULL, 0);
        at += length;
        left -= length;
    }
    errno = saved;
    pthread_mutex_unlock(&gate);
    return written;
}

ssize_t writev(int descriptor, const struct iovec *parts, int count) { return vectors(descriptor, parts, count, 0, 0); }
ssize_t pwritev(int descriptor, const struct iovec *parts, int count, off_t at) { return vectors(descriptor, parts, count, at, 1); }
ssize_t pwritev64(int descriptor, const struct iovec *parts, int count, off64_t at) { return vectors(descriptor, parts, count, at, 1); }

int ftruncate(int descriptor, off_t size)
{
    begin();
    uint64_t id = of(descriptor);
    if (id == 0)
        return real_ftruncate(descriptor, size);
    if (fails(TRUNCATES, names[descriptor]))
        return -1;
    pthread_mutex_lock(&gate);
    int result = real_ftruncate(descriptor, size);
    if (result == 0)
        put('T', id, size, 0, NULL, 0, NULL, 0);
    pthread_mutex_unlock(&gate);
    return result;
}

int ftruncate64(int descriptor, off64_t size) { return ftruncate(descriptor, size); }

// A sync makes durable what was written before it began; one that fails forgets what it could not write, and the next one does not know of it.
static int synced(int descriptor, int (*real)(int))
{
    begin();
    uint64_t id = of(descriptor);
    if (id == 0)
        return real(descriptor);
    pthread_mutex_lock(&gate);
    struct stat what;
    int is_folder = fstat(descriptor, &what) == 0 && S_ISDIR(what.st_mode);
    int failed = fails(is_folder ? SYNCS | FOLDER_SYNCS : SYNCS, names[descriptor]);
    int saved = errno;
    put(failed ? 'F' : 'S', id, 0, 0, NULL, 0, NULL, 0);
    pthread_mutex_unlock(&gate);
    errno = saved;
    return failed ? -1 : 0;
}

int fsync(int descriptor) { begin(); return synced(descriptor, real_fsync); }
int fdatasync(int descriptor) { begin(); return synced(descriptor, real_fdatasync); }

int mkdir(const char *path, mode_t mode)
{
    begin();
    char whole[PATH_MAX];
    const char *name = below(path, whole);
    if (name == NULL)
        return real_mkdir(path, mode);
    if (fails(NAMES, name))
        return -1;
    pthread_mutex_lock(&gate);
    int result = real_mkdir(path, mode);
    int saved = errno;
    struct stat status;
    if (result == 0 && stat(whole, &status) == 0)
        put('D', status.st_ino, 0, 0, name, strlen(name), NULL, 0);
    errno = saved;
    pthread_mutex_unlock(&gate);
    return result;
}

static int removed(const char *path, int (*real)(const char *))
{
    begin();
    char whole[PATH_MAX];
    const char *name = below(path, whole);
    if (name == NULL)
        return real(path);
    if (fails(REMOVES, name))
        return -1;
    pthread_mutex_lock(&gate);
    int result = real(path);
    int saved = errno;
    if (result == 0)
        put('U', 0, 0, 0, name, strlen(name), NULL, 0);
    errno = saved;
    pthread_mutex_unlock(&gate);
    return result;
}

int unlink(const char *path) { begin(); return removed(path, real_unlink); }
int rmdir(const char *path) { begin(); return removed(path, real_rmdir); }

static int two(unsigned char kind, const char *from, const char *to, int (*real)(const char *, const char *))
{
    begin();
    char whole_from[PATH_MAX], whole_to[PATH_MAX];
    const char *name_from = below(from, whole_from);
    const char *name_to = below(to, whole_to);
    if (name_from == NULL && name_to == NULL)
        return real(from, to);
    if (name_from == NULL || name_to == NULL)
        die("a file came from, or went, outside the folder");
    if (fails(NAMES, name_to))
        return -1;
    pthread_mutex_lock(&gate);
    int result = real(from, to);
    int saved = errno;
    if (result == 0)
        put(kind, 0, 0, 0, name_from, strlen(name_from), name_to, strlen(name_to));
    errno = saved;
    pthread_mutex_unlock(&gate);
    return result;
}

int rename(const char *from, const char *to) { begin(); return two('R', from, to, real_rename); }
int link(const char *from, const char *to) { begin(); return two('L', from, to, real_link); }

ssize_t read(int descriptor, void *bytes, size_t count)
{
    begin();
    return of(descriptor) != 0 && fails(READS, names[descriptor]) ? -1 : real_read(descriptor, bytes, count);
}

ssize_t pread(int descriptor, void *bytes, size_t count, off_t at)
{
    begin();
    return of(descriptor) != 0 && fails(READS, names[descriptor]) ? -1 : real_pread(descriptor, bytes, count, at);
}

ssize_t pread64(int descriptor, void *bytes, size_t count, off64_t at) { return pread(descriptor, bytes, count, at); }

ssize_t preadv(int descriptor, const struct iovec *parts, int count, off_t at)
{
    begin();
    return of(descriptor) != 0 && fails(READS, names[descriptor]) ? -1 : real_preadv(descriptor, parts, count, at);
}

ssize_t preadv64(int descriptor, const struct iovec *parts, int count, off64_t at) { return preadv(descriptor, parts, count, at); }

int accept4(int descriptor, struct sockaddr *address, socklen_t *length, int flags)
{
    begin();
    return fails(ACCEPTS, "") ? -1 : real_accept4(descriptor, address, length, flags);
}

// What is not written down must not be used below the folder.
ssize_t copy_file_range(int from, off64_t *from_at, int to, off64_t *to_at, size_t count, unsigned flags)
{
    begin();
    if (of(to) != 0)
    {
        errno = ENOSYS;
        return -1;
    }
    return real_copy_file_range(from, from_at, to, to_at, count, flags);
}

ssize_t sendfile(int to, int from, off_t *at, size_t count)
{
    begin();
    if (of(to) != 0)
    {
        errno = EINVAL;
        return -1;
    }
    return real_sendfile(to, from, at, count);
}

ssize_t sendfile64(int to, int from, off64_t *at, size_t count) { return sendfile(to, from, at, count); }

static int refuse_allocation(int descriptor)
{
    if (of(descriptor) != 0)
        die("space was allocated");
    return 0;
}

int posix_fallocate(int descriptor, off_t from, off_t length) { (void)from; (void)length; return refuse_allocation(descriptor); }
int posix_fallocate64(int descriptor, off64_t from, off64_t length) { (void)from; (void)length; return refuse_allocation(descriptor); }
int fallocate(int descriptor, int mode, off_t from, off_t length) { (void)mode; (void)from; (void)length; return refuse_allocation(descriptor); }
int fallocate64(int descriptor, int mode, off64_t from, off64_t length) { (void)mode; (void)from; (void)length; return refuse_allocation(descriptor); }

void *mmap64(void *address, size_t length, int protection, int flags, int descriptor, off64_t at)
{
    static void *(*real)(void *, size_t, int, int, int, off64_t);
    if (real == NULL)
        real = dlsym(RTLD_NEXT, "mmap64");
    if (descriptor >= 0 && of(descriptor) != 0 && (protection & PROT_WRITE) != 0 && (flags & MAP_SHARED) != 0)
        die("a file is written through memory");
    return real(address, length, protection, flags, descriptor, at);
}
