package io.nova.blockstore;

import io.nova.model.DriverException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Where a file has blocks of its own. Holes are left out, and blocks that it shares with another
 * file. Blocks that read as zeros since a guest asked for it may still hold what was there, so they
 * are in.
 */
record Extents(List<Range> ranges) {

    private static final Duration DEADLINE = Duration.ofMinutes(1);
    private static final String FILEFRAG = "/usr/sbin/filefrag";
    // " 1: 1048576.. 1179647: 50094276608.. 50094407679: 131072: 50067406848: last,unwritten"
    private static final Pattern LINE =
            Pattern.compile("\\s*\\d+:\\s*(\\d+)\\.\\.\\s*(\\d+):[^a-z]*([a-z_,]*)");

    /** From the first byte to before the last. */
    record Range(long from, long to) {}

    /** Returns them in order; empty if the file system does not tell. */
    static Optional<Extents> of(Path file) throws InterruptedException {
        try {
            return Optional.of(
                    Tool.run(
                            DEADLINE,
                            List.of(FILEFRAG, "-s", "-v", "-b1", file.toString()),
                            Extents::parse));
        } catch (DriverException e) {
            return Optional.empty();
        }
    }

    static Extents parse(Stream<String> lines) {
        List<Range> ranges = new ArrayList<>();
        lines.forEach(
                line -> {
                    Matcher extent = LINE.matcher(line);
                    if (extent.find() && !extent.group(3).contains("shared")) {
                        ranges.add(
                                new Range(
                                        Long.parseLong(extent.group(1)),
                                        Long.parseLong(extent.group(2)) + 1));
                    }
                });
        return new Extents(ranges);
    }
}
