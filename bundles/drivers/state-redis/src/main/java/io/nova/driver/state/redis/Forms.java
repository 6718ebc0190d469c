package io.nova.driver.state.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.nova.spi.state.CommitResult;
import io.nova.spi.state.IndexEntry;
import io.nova.spi.state.Names;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/** The stored forms of values, which the scripts know too. */
final class Forms {

    private static final Comparator<IndexEntry> ORDER =
            Comparator.comparing(IndexEntry::index, Names.ORDER)
                    .thenComparing(IndexEntry::value, Names.ORDER);

    private static final String NONE = "-";

    private Forms() {}

    static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    static byte[] bytes(long number) {
        return bytes(Long.toString(number));
    }

    /** Reads a text that a server answered. */
    static String text(Object answered) {
        return new String((byte[]) answered, UTF_8);
    }

    static long number(Object answered) {
        return answered instanceof Long number ? number : Long.parseLong(text(answered));
    }

    /** Returns a number of 63 bits, of which Lua's are exact only up to 2^53. */
    static String hex(long number) {
        return "%016x".formatted(number);
    }

    static long ofHex(String digits) {
        return Long.parseLong(digits, 16);
    }

    /** Returns numbers taken, in their order. */
    static String items(List<Long> items) {
        return items.isEmpty()
                ? NONE
                : items.stream().map(Forms::hex).collect(Collectors.joining(","));
    }

    static List<Long> items(String items) {
        return items.equals(NONE)
                ? List.of()
                : Arrays.stream(items.split(",", -1)).map(Forms::ofHex).toList();
    }

    /** Returns the result of an operation that took effect. */
    static String done(CommitResult.Ok result, long at) {
        return "%d %d %s %s".formatted(result.seq(), at, items(result.items()), result.epoch());
    }

    /** Returns a record's index entries: each text with its length before it. */
    static byte[] entries(List<IndexEntry> entries) {
        StringBuilder packed = new StringBuilder();
        entries.stream()
                .sorted(ORDER)
                .forEach(
                        entry -> {
                            pack(packed, entry.index());
                            pack(packed, entry.value());
                        });
        return bytes(packed.toString());
    }

    private static void pack(StringBuilder packed, String text) {
        packed.append(bytes(text).length).append(':').append(text);
    }

    static List<IndexEntry> entries(byte[] packed) {
        List<String> texts = new ArrayList<>();
        for (int at = 0; at < packed.length; ) {
            int length = 0;
            for (; packed[at] != ':'; at++) {
                length = length * 10 + packed[at] - '0';
            }
            texts.add(new String(packed, at + 1, length, UTF_8));
            at += length + 1;
        }
        List<IndexEntry> entries = new ArrayList<>();
        for (int i = 0; i < texts.size(); i += 2) {
            entries.add(new IndexEntry(texts.get(i), texts.get(i + 1)));
        }
        return entries;
    }
}
