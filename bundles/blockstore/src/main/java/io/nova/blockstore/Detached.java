package io.nova.blockstore;

import static io.nova.model.DriverException.Kind.BROKEN;
import static io.nova.model.DriverException.Kind.UNREACHABLE;

import io.nova.blockstore.Processes.Found;
import io.nova.model.DriverException;
import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Starts servers that belong to the host and not to this JVM: they have a session of their own,
 * outlive it, and are found again by their arguments. What they say goes into a small file.
 */
public final class Detached {

    private static final String SETSID = "/usr/bin/setsid";
    private static final int START_SECONDS = 10;
    private static final int POLL_MILLIS = 5;
    private static final int LOG_MOST = 64 << 10;
    private static final int WORDS_MOST = 400;

    private Detached() {}

    /**
     * Starts a server; returns as soon as its program runs.
     *
     * @param log what it says is appended to; made if it is not there
     * @throws DriverException {@code BROKEN} with its last words if it ended at once
     */
    public static Found start(List<String> argv, Path log) throws InterruptedException {
        bound(log);
        List<String> words = new ArrayList<>(List.of(SETSID));
        words.addAll(argv);
        ProcessBuilder builder = new ProcessBuilder(words).redirectErrorStream(true);
        builder.environment().clear();
        builder.environment().put("LC_ALL", "C");
        builder.environment().put("PATH", "/usr/sbin:/usr/bin:/sbin:/bin");
        builder.directory(new File("/"));
        builder.redirectInput(new File("/dev/null"));
        builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        Process process = Disk.attempt("start " + argv.get(0), builder::start);
        Found found = new Found(process.pid(), argv);
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
        // Until then it is setsid, which nobody would find.
        while (!found.isThere()) {
            if (!process.isAlive()) {
                throw new DriverException(
                        BROKEN, argv.get(0) + " ended at once: " + lastWords(log));
            }
            if (System.nanoTime() > end) {
                process.destroyForcibly();
                throw new DriverException(UNREACHABLE, argv.get(0) + " does not start");
            }
            TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
        }
        return found;
    }

    /** Empties a log that has grown too long; the server goes on with the same file. */
    public static void bound(Path log) {
        if (log.toFile().length() > LOG_MOST) {
            Disk.attempt(
                    "shorten " + log,
                    () -> {
                        try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "rw")) {
                            file.setLength(0);
                        }
                        return log;
                    });
        }
    }

    /** Returns the last line of a log, shortened and without control characters. */
    public static String lastWords(Path log) {
        try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "r")) {
            file.seek(Math.max(0, file.length() - WORDS_MOST));
            byte[] end = new byte[WORDS_MOST];
            int length = Math.max(0, file.read(end));
            String text = new String(end, 0, length, StandardCharsets.ISO_8859_1).strip();
            return text.substring(text.lastIndexOf('\n') + 1).replaceAll("\\p{Cntrl}", "?");
        } catch (IOException e) {
            return "it said nothing";
        }
    }
}
