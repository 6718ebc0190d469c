package io.nova.driver.network.linux;

import io.nova.model.DriverException;
import io.nova.model.DriverException.Kind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Finds processes by their arguments: pids are used again, argument vectors are not. */
final class Processes {

    /** A process as it was a moment ago. */
    record Found(long pid, List<String> argv) {}

    private Processes() {}

    /** Lists the processes of a program that have this among their arguments. */
    static List<Found> with(String program, String argument) {
        List<Found> found = new ArrayList<>();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            for (Path process : all) {
                List<String> argv = argv(process);
                if (!argv.isEmpty() && argv.get(0).equals(program) && argv.contains(argument)) {
                    found.add(new Found(Long.parseLong(process.getFileName().toString()), argv));
                }
            }
            return found;
        } catch (IOException e) {
            throw new DriverException(Kind.BROKEN, "cannot list processes: " + e, e);
        }
    }

    /**
     * Tells whether it still runs. One that nobody buried yet does not: it holds no socket. Its
     * arguments would not tell, since they go before its sockets do.
     */
    static boolean isRunning(Found process) {
        try {
            String stat =
                    Files.readString(
                            Path.of("/proc", Long.toString(process.pid()), "stat"),
                            StandardCharsets.ISO_8859_1);
            // "pid (name) state ...", and a name may have brackets.
            return stat.charAt(stat.lastIndexOf(')') + 2) != 'Z';
        } catch (IOException e) {
            return false;
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
}
