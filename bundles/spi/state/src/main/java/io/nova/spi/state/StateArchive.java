package io.nova.spi.state;

import com.fasterxml.jackson.databind.JsonNode;
import io.nova.json.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The form of an export: a line of JSON for each {@link StateLine}, each of the form {@code
 * {"row":{...}}}, and a last line with their number and their SHA-256.
 */
public final class StateArchive {

    /** The version of the form. */
    public static final int SCHEMA = 1;

    private static final Map<String, Class<? extends StateLine>> TYPES =
            List.of(
                            StateLine.Head.class,
                            StateLine.Row.class,
                            StateLine.Pool.class,
                            StateLine.Owned.class,
                            StateLine.Rested.class,
                            StateLine.Used.class,
                            StateLine.Held.class,
                            StateLine.Done.class)
                    .stream()
                    .collect(Collectors.toMap(StateArchive::name, Function.identity()));

    private StateArchive() {}

    /** Takes the lines of an archive one by one. */
    @FunctionalInterface
    public interface Sink {
        /** Takes one line. */
        void accept(StateLine line) throws IOException;
    }

    /** The last line. */
    private record End(int schema, long lines, String sha256) {}

    /** Writes an archive: every line, then {@link #finish}, without which it is not whole. */
    public static final class Writer implements Sink {

        private final OutputStream out;
        private final MessageDigest digest = sha256();
        private long lines;

        public Writer(OutputStream out) {
            this.out = out;
        }

        @Override
        public void accept(StateLine line) throws IOException {
            byte[] bytes = bytes(Map.of(name(line.getClass()), line));
            digest.update(bytes);
            out.write(bytes);
            lines++;
        }

        /** Writes the last line; the stream stays open. */
        public void finish() throws IOException {
            String sum = HexFormat.of().formatHex(digest.digest());
            out.write(bytes(Map.of("end", new End(SCHEMA, lines, sum))));
            out.flush();
        }
    }

    /**
     * Reads an archive to its end.
     *
     * @param sink gets each line as it is read, which is before the checksum is known
     * @throws IOException if the archive is damaged, cut short or of a later form
     */
    public static void read(InputStream in, Sink sink) throws IOException {
        MessageDigest digest = sha256();
        var reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
        for (long lines = 0; ; lines++) {
            String text = reader.readLine();
            if (text == null) {
                throw new IOException("the export ends after " + lines + " lines: it is cut short");
            }
            Object line = parse(text, lines + 1);
            if (line instanceof End end) {
                check(end, lines, HexFormat.of().formatHex(digest.digest()));
                return;
            }
            if ((lines == 0) != line instanceof StateLine.Head) {
                throw new IOException("line " + (lines + 1) + ": the head is the first line");
            }
            digest.update((text + "\n").getBytes(StandardCharsets.UTF_8));
            sink.accept((StateLine) line);
        }
    }

    private static Object parse(String text, long number) throws IOException {
        try {
            JsonNode tree = Json.tree(text);
            String name = tree.fieldNames().next();
            Class<?> type = name.equals("end") ? End.class : TYPES.get(name);
            if (type == null) {
                throw new IOException("line " + number + ": unknown: " + name);
            }
            return Json.read(tree.get(name).toString(), type);
        } catch (RuntimeException e) {
            throw new IOException("line " + number + " is damaged", e);
        }
    }

    private static void check(End end, long lines, String sum) throws IOException {
        if (end.schema() > SCHEMA) {
            throw new IOException(
                    "the export is of form " + end.schema() + ", this reads up to " + SCHEMA);
        }
        if (end.lines() != lines || !end.sha256().equals(sum)) {
            throw new IOException("the export is damaged: its checksum differs");
        }
    }

    private static byte[] bytes(Object line) {
        return (Json.write(line) + "\n").getBytes(StandardCharsets.UTF_8);
    }

    static String name(Class<?> type) {
        return type.getSimpleName().toLowerCase(Locale.ROOT);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
