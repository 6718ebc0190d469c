package io.nova.aoe.initiator;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One process for each host. It is started apart from the cloud and is not ended by it: guests have
 * their disks from here while the cloud is upgraded.
 */
public final class Main {

    /** There is one already; its control socket is the one to talk to. */
    static final int RUNS_ALREADY = 3;

    private Main() {}

    /**
     * Runs for good.
     *
     * @param arguments {@code --state=DIRECTORY} where it keeps what it serves, {@code
     *     --run=DIRECTORY} for its sockets, and, if wanted, {@code --group=NAME} of those who may
     *     connect, {@code --deadline=SECONDS} after which requests fail that no disk answers, and
     *     {@code --release=NAME} that it says to who asks
     */
    public static void main(String[] arguments) throws IOException {
        Map<String, String> options = new HashMap<>();
        for (String argument : arguments) {
            int equals = argument.indexOf('=');
            if (!argument.startsWith("--") || equals < 0) {
                fail("no such argument: " + argument);
            }
            options.put(argument.substring(2, equals), argument.substring(equals + 1));
        }
        Path state = directory(options.remove("state"), "--state");
        Path run = directory(options.remove("run"), "--run");
        String group = options.getOrDefault("group", "");
        options.remove("group");
        String release = options.getOrDefault("release", "unknown");
        options.remove("release");
        String seconds = options.getOrDefault("deadline", "180");
        options.remove("deadline");
        if (!options.isEmpty()) {
            fail("no such argument: --" + options.keySet().iterator().next());
        }
        Path records = Files.createDirectories(state.resolve("volumes"));
        Log log = new Log(state.resolve("initiator.log"));
        try (FileChannel file =
                FileChannel.open(
                        state.resolve("lock"),
                        StandardOpenOption.CREATE,
                        StandardOpenOption.WRITE)) {
            @Nullable FileLock lock = file.tryLock();
            if (lock == null) {
                System.err.println("an initiator runs on " + state + " already");
                System.exit(RUNS_ALREADY);
            }
            log.say("begins, release " + release);
            Volumes volumes =
                    new Volumes(
                            records, run, group, Duration.ofSeconds(Long.parseLong(seconds)), log);
            volumes.restore();
            new Control(volumes, release, log).serve(run.resolve("control.sock"));
        } catch (IOException | RuntimeException e) {
            log.say("ends: " + e);
            System.err.println(e);
            System.exit(1);
        }
    }

    private static Path directory(@Nullable String text, String name) throws IOException {
        if (text == null) {
            fail("needs " + name);
            throw new IllegalStateException(name);
        }
        return Files.createDirectories(Path.of(text));
    }

    private static void fail(String why) {
        System.err.println(why);
        System.exit(2);
    }
}
