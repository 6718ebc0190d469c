package io.nova.frontend.s3;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * Cuts a body at its delimiters and holds one buffer of it, however long the sections are. It
 * begins inside the section before the first delimiter, which means nothing.
 */
final class FormSections {

    /** The longest boundary of MIME is 70 letters. */
    static final int LONGEST = 256;

    private static final int ROOM = 64 << 10;

    private final InputStream in;
    private final byte[] delimiter;
    private final byte[] buffer = new byte[ROOM];
    private int from;
    private int to;

    /** Up to here nothing in the buffer can belong to a delimiter. */
    private int plain;

    FormSections(InputStream in, String boundary) {
        this.in = in;
        this.delimiter = ("\r\n--" + boundary).getBytes(ISO_8859_1);
        // A delimiter belongs to the end of the line before it; the first one may have none.
        buffer[0] = '\r';
        buffer[1] = '\n';
        to = 2;
    }

    /**
     * Reads bytes of this section.
     *
     * @return how many, at least one; -1 at its end
     * @throws S3Fault {@code MalformedPOSTRequest} if the body ends in it
     */
    int read(byte[] target, int offset, int length) throws IOException {
        while (from == plain) {
            plain = scan();
            if (from < plain) {
                break;
            }
            if (to - from >= delimiter.length) {
                return -1;
            }
            fill();
        }
        int count = Math.min(length, plain - from);
        System.arraycopy(buffer, from, target, offset, count);
        from += count;
        return count;
    }

    private int scan() {
        for (int i = from; i < to; i++) {
            if (buffer[i] == '\r') {
                int length = Math.min(delimiter.length, to - i);
                if (Arrays.equals(buffer, i, i + length, delimiter, 0, length)) {
                    return i;
                }
            }
        }
        return to;
    }

    /** Gets more bytes behind those that are there. */
    private void fill() throws IOException {
        System.arraycopy(buffer, from, buffer, 0, to - from);
        to -= from;
        from = 0;
        plain = 0;
        int count = in.read(buffer, to, ROOM - to);
        if (count < 0) {
            throw malformed();
        }
        to += count;
    }

    /**
     * Goes to the next section, past what is left of this one. After the last one it reads the body
     * to its end: nobody may take for whole what is not.
     *
     * @return whether there is one
     */
    boolean next() throws IOException {
        byte[] rest = new byte[8192];
        while (read(rest, 0, rest.length) >= 0) {
            // Not wanted.
        }
        from += delimiter.length;
        plain = from;
        int first = take();
        if (first == '-' && take() == '-') {
            while (in.read(rest) >= 0) {
                // MIME allows anything behind the end.
            }
            return false;
        }
        while (first == ' ' || first == '\t') {
            first = take();
        }
        if (first != '\r' || take() != '\n') {
            throw malformed();
        }
        plain = from;
        return true;
    }

    private int take() throws IOException {
        while (from == to) {
            fill();
        }
        return buffer[from++];
    }

    static S3Fault malformed() {
        return new S3Fault(
                S3Code.MalformedPOSTRequest,
                "The body of your POST request is not well-formed multipart/form-data.");
    }
}
