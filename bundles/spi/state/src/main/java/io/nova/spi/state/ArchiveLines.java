package io.nova.spi.state;

import io.nova.json.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Where {@link StateStore#export} can write to for a reader in the same process, who gets each line
 * as it comes and keeps what it likes: nothing else of the export is in memory.
 */
public final class ArchiveLines extends OutputStream {

    /** Where the name begins in a line. */
    private static final int NAME = 2;

    private final Map<String, Class<? extends StateLine>> wanted;
    private final StateArchive.Sink sink;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream(1024);

    /**
     * @param wanted the types of lines to read; others are passed over
     * @param sink gets the lines, in the thread that exports
     */
    public ArchiveLines(Set<Class<? extends StateLine>> wanted, StateArchive.Sink sink) {
        this.wanted =
                wanted.stream().collect(Collectors.toMap(StateArchive::name, Function.identity()));
        this.sink = sink;
    }

    @Override
    public void write(int b) throws IOException {
        if (b == '\n') {
            end();
        } else {
            line.write(b);
        }
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        int from = offset;
        for (int i = offset; i < offset + length; i++) {
            if (bytes[i] == '\n') {
                line.write(bytes, from, i - from);
                end();
                from = i + 1;
            }
        }
        line.write(bytes, from, offset + length - from);
    }

    private void end() throws IOException {
        String text = line.toString(StandardCharsets.UTF_8);
        line.reset();
        // As the writer writes it: {"name":value}
        int end = text.indexOf('"', NAME);
        Class<? extends StateLine> type = end < 0 ? null : wanted.get(text.substring(NAME, end));
        if (type != null) {
            sink.accept(Json.read(text.substring(end + 2, text.length() - 1), type));
        }
    }
}
