package io.nova.blockstore;

import static io.nova.model.DriverException.Kind.BROKEN;
import static io.nova.model.DriverException.Kind.UNREACHABLE;

import io.nova.model.DriverException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Finds processes by their arguments: pids are used again, argument vectors are not. */
public final class Processes {

    private static final Path PROC = Path.of("/proc");
    private static final int END_SECONDS = 10;
    private static final int END_POLL_MILLIS = 2;

    /** A process as it was a moment ago. */
    public record Found(long pid, List<String> argv) {

        /** Whether it is still the same and runs, or is stopped. */
        public boolean isThere() {
            return Processes.argv(directory(pid)).equals(argv);
        }

        /** Whether it was stopped by a signal. */
        public boolean isStopped() {
            return state(pid) == 'T';
        }

        /** Counts the sockets that it has open. */
        public int sockets() {
            int sockets = 0;
            try (DirectoryStream<Path> files =
                    Files.newDirectoryStream(directory(pid).resolve("fd"))) {
                for (Path file : files) {
                    if (target(file).startsWith("socket:")) {
                        sockets++;
                    }
                }
                return sockets;
            } catch (IOException e) {
                // It ended.
                return 0;
            }
        }
    }

    private Processes() {}

    /** Lists the processes of a program that have an argument that begins like this. */
    public static List<Found> with(Path program, String beginning) {
        List<Found> found = new ArrayList<>();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(PROC, "[0-9]*")) {
            for (Path process : all) {
                List<String> argv = argv(process);
                if (!argv.isEmpty()
                        && argv.get(0).equals(program.toString())
                        && argv.stream().anyMatch(word -> word.startsWith(beginning))) {
                    found.add(new Found(Long.parseLong(process.getFileName().toString()), argv));
                }
            }
            return found;
        } catch (IOException e) {
            throw new DriverException(BROKEN, "cannot list processes: " + e, e);
        }
    }

    /** Ends them at once, and returns when they are gone: nothing they do comes later. */
    public static void end(Collection<Found> processes) throws InterruptedException {
        for (Found process : processes) {
            if (process.isThere()) {
                ProcessHandle.of(process.pid()).ifPresent(ProcessHandle::destroyForcibly);
            }
        }
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(END_SECONDS);
        for (Found process : processes) {
            while (writes(process)) {
                if (System.nanoTime() > end) {
                    throw new DriverException(
                            UNREACHABLE, process.argv().get(0) + " does not end: " + process.pid());
                }
                TimeUnit.MILLISECONDS.sleep(END_POLL_MILLIS);
            }
        }
    }

    // One that is ending has no arguments any more, yet its threads may still be in the kernel.
    private static boolean writes(Found process) {
        List<String> argv = argv(directory(process.pid()));
        if (!argv.isEmpty()) {
            return argv.equals(process.argv());
        }
        return switch (state(process.pid())) {
            case 'X' -> false;
            case 'Z' -> threads(process.pid()) > 1;
            default -> true;
        };
    }

    private static int threads(long pid) {
        String[] threads = directory(pid).resolve("task").toFile().list();
        return threads == null ? 0 : threads.length;
    }

    private static char state(long pid) {
        try {
            String stat =
                    Files.readString(directory(pid).resolve("stat"), StandardCharsets.ISO_8859_1);
            // "pid (name) state ...", and a name may have brackets.
            return stat.charAt(stat.lastIndexOf(')') + 2);
        } catch (IOException e) {
            return 'X';
        }
    }

    private static List<String> argv(Path process) {
        try {
            String line = Files.readString(process.resolve("cmdline"), StandardCharsets.ISO_8859_1);
            return line.isEmpty()
                    ? List.of()
                    : List.of(line.substring(0, line.length() - 1).split("\0", -1));
        } catch (IOException e) {
            // It ended while we looked.
            return List.of();
        }
    }

    private static String target(Path link) {
        try {
            return Files.readSymbolicLink(link).toString();
        } catch (IOException e) {
            return "";
        }
    }

    private static Path directory(long pid) {
        return PROC.resolve(Long.toString(pid));
    }
}
