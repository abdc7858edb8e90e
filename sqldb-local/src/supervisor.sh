# Runs the server and stops it when nobody uses it any more. POSIX sh, nothing else.
#
#   sh -c <this> sqldb run   <users> <grace> <data> keep|remove  postgres -D ...
#   sh -c <this> sqldb adopt <users> <grace> <data> <pid of a postmaster>
#
# 0  the FIFO <users>, read end. It ends when the last user is gone.
# 1  server.lock, locked. The server inherits it; it is free when both are gone.
# 2  the log.
mode=$1 users=$2 grace=$3 data=$4 last=$5
shift 5
exec 3<&0 </dev/null
trap '' HUP INT

watch() {
    while :; do
        while read -r line <&3; do :; done
        sleep "$grace" 3<&-
        # Whoever writes a line from here on finds the FIFO gone and starts again.
        mv "$users" "$users.closed" 2>/dev/null || break
        # Whoever wrote one before is here to stay, even if its process has ended since.
        read -r line <&3 || break
        mv "$users.closed" "$users"
    done
}

# The process id is the server's while its parent, this shell, has not waited for it. Without that
# parent the server itself must say that it is still the one.
is_server() {
    if [ "$mode" = run ] && kill -0 $$ 2>/dev/null; then return 0; fi
    read -r current 2>/dev/null <"$data/postmaster.pid" && [ "$current" = "$server" ]
}

# Fast shutdown, again and again: a server that has just been started still ignores the signal.
stop() {
    rm -f "$users.closed"
    while is_server && kill -INT "$server" 2>/dev/null; do sleep 1; done
}

if [ "$mode" = adopt ]; then
    server=$last
    watch
    stop
    exit
fi

"$@" 3<&- &
server=$!
# The watcher lets go of the lock: if this shell is killed, the server alone decides about it.
(exec >&2; watch; stop) &
watcher=$!
exec 3<&-
trap 'kill -INT "$server"' TERM
while kill -0 "$server" 2>/dev/null; do wait "$server"; done
kill "$watcher" 2>/dev/null
rm -f "$users" "$users.closed"
if [ "$last" = remove ] && mv "$data" "$data.stopped.$$" 2>/dev/null; then
    exec >&2
    rm -rf "$data.stopped.$$"
fi
