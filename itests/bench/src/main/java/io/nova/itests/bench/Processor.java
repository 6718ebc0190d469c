package io.nova.itests.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;

/** What a process has had of the processors, and has of the memory. */
final class Processor {

    private Processor() {}

    /** Returns the seconds that a process has computed so far, to a hundredth. */
    static double seconds(long pid) {
        try {
            String[] fields =
                    Files.readString(Path.of("/proc/" + pid + "/stat"))
                            .split("\\) ", 2)[1]
                            .split(" ", -1);
            return Arrays.stream(fields).skip(11).limit(2).mapToLong(Long::parseLong).sum() / 100.0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the MiB of memory that a process really occupies. */
    static double residentMib(long pid) {
        try (Stream<String> lines = Files.lines(Path.of("/proc/" + pid + "/status"))) {
            return lines.filter(line -> line.startsWith("VmRSS:"))
                            .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
                            .sum()
                    / 1024.0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
