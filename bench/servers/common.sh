# Sourced by the scripts beside it. DIR is the scratch folder, NAME the server.
group() {
    # A control group of its own counts the server's CPU to the microsecond; without one, the load reads /proc.
    if [ -d /sys/fs/cgroup/cpuacct ] && mkdir -p "/sys/fs/cgroup/cpuacct/culver-bench-$(basename "$DIR")-$NAME" 2>/dev/null; then
        GROUP="/sys/fs/cgroup/cpuacct/culver-bench-$(basename "$DIR")-$NAME"; COUNTER="$GROUP/cpuacct.usage"
    elif [ -f /sys/fs/cgroup/cgroup.controllers ] && mkdir -p "/sys/fs/cgroup/culver-bench-$(basename "$DIR")-$NAME" 2>/dev/null && [ -f "/sys/fs/cgroup/culver-bench-$(basename "$DIR")-$NAME/cpu.stat" ]; then
        GROUP="/sys/fs/cgroup/culver-bench-$(basename "$DIR")-$NAME"; COUNTER="$GROUP/cpu.stat"
    else
        GROUP=; COUNTER=
    fi
}

enter_group() {
    [ -z "$GROUP" ] || sh -c 'echo $PPID' > "$GROUP/cgroup.procs" 2>/dev/null || true
}

leave_group() {
    group
    [ -z "$GROUP" ] || rmdir "$GROUP" 2>/dev/null || true
}

now() { date +%s.%N; }

await_end() {
    for _ in $(seq 1 150); do
        kill -0 "$1" 2>/dev/null || return 0
        sleep 0.1
    done
    kill -9 "$1" 2>/dev/null || true
}

await_port() {
    for _ in $(seq 1 300); do
        (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null && return 0
        sleep 0.02
    done
    echo "$NAME does not listen on port $1" >&2
    return 1
}
