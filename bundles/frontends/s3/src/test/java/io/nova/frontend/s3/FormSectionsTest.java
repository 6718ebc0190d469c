package io.nova.frontend.s3;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FormSectionsTest {

    /** A body that arrives so many bytes at a time. */
    private static InputStream body(String text, int step) {
        return new ByteArrayInputStream(text.getBytes(UTF_8)) {
            @Override
            public int read(byte[] target, int offset, int length) {
                return super.read(target, offset, Math.min(step, length));
            }
        };
    }

    private static String rest(FormSections sections, int step) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        byte[] piece = new byte[step];
        int count;
        while ((count = sections.read(piece, 0, step)) >= 0) {
            bytes.write(piece, 0, count);
        }
        return bytes.toString(UTF_8);
    }

    @ParameterizedTest(name = "{0} bytes at a time")
    @ValueSource(ints = {1, 2, 3, 5, 7, 64, 100_000})
    void sectionsAreWhatLiesBetweenDelimiters(int step) throws IOException {
        String large = "\r\n--\r\n--boundar\r".repeat(10_000);
        String text =
                "before\r\n--boundary\r\none\r\n--boundary \t\r\n\r\n--boundary\r\n"
                        + large
                        + "\r\n--boundary--behind";
        InputStream body = body(text, step);
        FormSections sections = new FormSections(body, "boundary");
        assertTrue(sections.next());
        assertEquals("one", rest(sections, step));
        assertTrue(sections.next());
        assertEquals("", rest(sections, step));
        assertTrue(sections.next());
        assertTrue(large.equals(rest(sections, step)));
        assertFalse(sections.next());
        assertEquals(-1, body.read());
    }

    @Test
    void theFirstDelimiterMayBeginTheBody() throws IOException {
        FormSections sections = new FormSections(body("--b\r\nskipped\r\n--b--", 4), "b");
        assertTrue(sections.next());
        assertFalse(sections.next());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "--", "--b", "--b-", "--bc\r\n", "--b\n", "--b\r\na", "--b\r\na\r\n--"})
    void aBodyThatEndsEarlyIsRefused(String text) {
        FormSections sections = new FormSections(body(text, 3), "b");
        S3Fault fault =
                assertThrows(
                        S3Fault.class,
                        () -> {
                            while (sections.next()) {
                                // Another one.
                            }
                        });
        assertEquals(S3Code.MalformedPOSTRequest, fault.code());
    }
}
