package io.nova.blockstore;

import io.nova.blockstore.Processes.Found;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Copies a volume's file as it is in one moment. Where files can share blocks that takes no time;
 * elsewhere what writes to the volume stands still meanwhile, and its guest waits.
 */
final class Copier {

    private static final String LOCK = ".copy.";

    // A script, so that the servers go on also if this JVM dies in the middle. Each of their
    // threads is awaited: one may still be writing when the signal is sent. A server of several
    // volumes is stopped by one copy at a time: the first that ends would let it go on.
    private static final String COPY =
            """
            from=$1 to=$2 lock=$3
            shift 3
            if [ $# -gt 0 ]; then
                exec 9>"$lock" && flock 9 || exit 1
                trap 'kill -CONT "$@" 2>/dev/null' EXIT
                trap 'exit 1' TERM INT HUP
                kill -STOP "$@" || exit 1
                for pid; do
                    while grep -h '^State:' /proc/$pid/task/*/status 2>/dev/null |
                        grep -qv '[TtZX] ('; do sleep 0.002; done
                done
            fi
            cp --reflink=auto --sparse=auto -- "$from" "$to"
            """;

    private Copier() {}

    /** Copies over a file that is there; the copy is durable when this returns. */
    static void copy(Duration deadline, Path from, Path to, List<Found> writers)
            throws InterruptedException {
        List<String> argv =
                new ArrayList<>(
                        List.of("/bin/sh", "-c", COPY, "sh", from.toString(), to.toString()));
        long first = writers.stream().mapToLong(Found::pid).min().orElse(0);
        argv.add(to.resolveSibling(LOCK + first).toString());
        writers.forEach(writer -> argv.add(Long.toString(writer.pid())));
        Tool.run(deadline, argv);
        Disk.sync(to);
    }

    /** Removes what copies left beside them whose servers have ended. */
    static void clear(Path directory) {
        Disk.attempt(
                "clear " + directory,
                () -> {
                    try (DirectoryStream<Path> locks =
                            Files.newDirectoryStream(directory, LOCK + "[0-9]*")) {
                        for (Path lock : locks) {
                            String pid = lock.getFileName().toString().substring(LOCK.length());
                            if (ProcessHandle.of(Long.parseLong(pid)).isEmpty()) {
                                Files.deleteIfExists(lock);
                            }
                        }
                    }
                    return directory;
                });
    }

    /** Lets processes go on that were stopped. */
    static void wake(Duration deadline, List<Found> stopped) throws InterruptedException {
        List<String> argv = new ArrayList<>(List.of("/bin/sh", "-c", "kill -CONT \"$@\"", "sh"));
        stopped.forEach(process -> argv.add(Long.toString(process.pid())));
        Tool.run(deadline, argv);
    }
}
