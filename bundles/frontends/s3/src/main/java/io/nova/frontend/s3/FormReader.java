package io.nova.frontend.s3;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Reads a form: its fields at once, and then its file as it comes. For one form. */
final class FormReader {

    /** The most bytes before the file. */
    static final int MOST = 20 << 10;

    private static final String FILE = "file";

    private final FormSections sections;
    private final Map<String, String> values = new LinkedHashMap<>();
    private Optional<String> filename = Optional.empty();
    private int room = MOST;

    private FormReader(FormSections sections) {
        this.sections = sections;
    }

    /**
     * Reads a form as far as its file.
     *
     * @param contentType the request's, with the boundary
     * @throws S3Fault {@code PreconditionFailed} if it is no form; {@code MalformedPOSTRequest};
     *     {@code MaxPostPreDataLengthExceededError}; {@code IncorrectNumberOfFilesInPostRequest} if
     *     there is no file
     */
    static FormReader begin(InputStream body, String contentType) throws IOException {
        HeaderParameters type = HeaderParameters.of(contentType);
        if (!type.word().equals("multipart/form-data")) {
            throw new S3Fault(
                            S3Code.PreconditionFailed,
                            "At least one of the pre-conditions you specified did not hold")
                    .with(
                            "Condition",
                            "Bucket POST must be of the enclosure-type multipart/form-data");
        }
        String boundary = type.parameters().getOrDefault("boundary", "");
        if (boundary.isEmpty() || boundary.length() > FormSections.LONGEST) {
            throw FormSections.malformed();
        }
        FormReader reader = new FormReader(new FormSections(body, boundary));
        reader.readFields();
        return reader;
    }

    private void readFields() throws IOException {
        rest();
        while (sections.next()) {
            HeaderParameters head = head();
            String name = name(head);
            if (name.equals(FILE)) {
                filename = Optional.of(head.parameters().getOrDefault("filename", ""));
                return;
            }
            String value = text(rest());
            if (values.put(name, value) != null) {
                throw S3Fault.badArgument(name, value, "The field " + name + " stands twice.");
            }
        }
        throw filesOf(0);
    }

    private static S3Fault filesOf(int number) {
        return new S3Fault(
                        S3Code.IncorrectNumberOfFilesInPostRequest,
                        "POST requires exactly one file upload per request.")
                .with("ArgumentName", FILE)
                .with("ArgumentValue", number);
    }

    /** Returns the fields, with the file's name where they ask for it. */
    FormFields fields() {
        return new FormFields(values).named(filename.orElse(""));
    }

    /** Returns the file; it ends only after the form has, and then but for it has no other. */
    InputStream file() {
        return new InputStream() {

            private boolean ended;

            @Override
            public int read() throws IOException {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
            }

            @Override
            public int read(byte[] target, int offset, int length) throws IOException {
                if (ended || length == 0) {
                    return ended ? -1 : 0;
                }
                int count = sections.read(target, offset, length);
                if (count < 0) {
                    end();
                    ended = true;
                }
                return count;
            }
        };
    }

    /** What stands behind the file means nothing, unless it is another one. */
    private void end() throws IOException {
        while (sections.next()) {
            room = MOST;
            if (name(head()).equals(FILE)) {
                throw filesOf(2);
            }
        }
    }

    /** Reads the lines before a section's content, and returns what they say of it. */
    private HeaderParameters head() throws IOException {
        HeaderParameters disposition = HeaderParameters.of("");
        for (String line : text(lines()).split("\r\n", -1)) {
            int colon = line.indexOf(':');
            if (colon > 0
                    && line.substring(0, colon).strip().equalsIgnoreCase("Content-Disposition")) {
                disposition = HeaderParameters.of(line.substring(colon + 1));
            }
        }
        return disposition;
    }

    private static String name(HeaderParameters head) {
        String name = head.parameters().getOrDefault("name", "");
        if (!head.word().equals("form-data") || name.isEmpty()) {
            throw FormSections.malformed();
        }
        return name.toLowerCase(Locale.ROOT);
    }

    /** Reads a section's lines as far as the empty one, which must be there. */
    private byte[] lines() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        byte[] one = new byte[1];
        boolean empty = true;
        while (sections.read(one, 0, 1) > 0) {
            spend(1);
            bytes.write(one[0]);
            if (one[0] == '\n') {
                if (empty) {
                    return bytes.toByteArray();
                }
                empty = true;
            } else if (one[0] != '\r') {
                empty = false;
            }
        }
        throw FormSections.malformed();
    }

    /** Reads what of the section is left. */
    private byte[] rest() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        byte[] piece = new byte[1024];
        int count;
        while ((count = sections.read(piece, 0, piece.length)) >= 0) {
            spend(count);
            bytes.write(piece, 0, count);
        }
        return bytes.toByteArray();
    }

    private void spend(int count) {
        room -= count;
        if (room < 0) {
            throw new S3Fault(
                            S3Code.MaxPostPreDataLengthExceededError,
                            "Your POST request fields preceding the upload file was too large.")
                    .with("MaxPostPreDataLengthBytes", MOST);
        }
    }

    /** Text that is not UTF-8 is refused, since two keys could become one. */
    private static String text(byte[] bytes) {
        try {
            return UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException e) {
            throw FormSections.malformed();
        }
    }
}
