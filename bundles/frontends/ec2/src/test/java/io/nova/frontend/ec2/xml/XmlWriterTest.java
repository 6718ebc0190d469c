package io.nova.frontend.ec2.xml;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class XmlWriterTest {

    private static String written(String text) {
        XmlWriter xml = new XmlWriter();
        xml.raw(text);
        return StandardCharsets.UTF_8.decode(xml.bytes()).toString().split("\n", 2)[1];
    }

    @Test
    void escapesWhatXmlTakesForItsOwn() {
        assertEquals("&lt;&gt;&amp;&quot;&#13;", written("<>&\"\r"));
        assertEquals("a&lt;b", written("a<b"));
        assertEquals("&amp;a&amp;", written("&a&"));
        assertEquals("", written(""));
        assertEquals(
                "it's\tplain\n\u00e4 \uD83D\uDE00", written("it's\tplain\n\u00e4 \uD83D\uDE00"));
    }

    @Test
    void aPartIsWrittenAsItWasMade() {
        byte[] part = XmlWriter.part(xml -> xml.text("a", "\u00e4<"));
        XmlWriter xml = new XmlWriter();
        xml.element("b", () -> xml.copy(part).copy(part));
        assertEquals("<b><a>\u00e4&lt;</a><a>\u00e4&lt;</a></b>", xml.toString().split("\n", 2)[1]);
    }

    @Test
    void growsWithLongTexts() {
        String text = "a\u20ac<".repeat(10_000);
        assertEquals(text.replace("<", "&lt;"), written(text));
    }

    @Test
    void replacesWhatXmlCannotHold() {
        assertEquals("\uFFFDa\uFFFD\uFFFD", written("\u0000a\u001f\uFFFF"));
    }

    @ParameterizedTest
    @CsvSource({
        "2010-08-04T12:30:05.123456Z, 2010-08-04T12:30:05.123Z",
        "2026-01-01T00:00:00Z, 2026-01-01T00:00:00.000Z",
        "1970-01-01T00:00:00.009Z, 1970-01-01T00:00:00.009Z",
        "1969-12-31T23:59:59.999Z, 1969-12-31T23:59:59.999Z",
        "0999-10-10T10:10:10.010Z, 0999-10-10T10:10:10.010Z"
    })
    void writesTimesWithMilliseconds(Instant time, String shown) {
        assertEquals(shown, XmlWriter.shown(time));
    }

    @Test
    void writesTimesAsThePlatformDoes() {
        DateTimeFormatter platform =
                DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'")
                        .withZone(ZoneOffset.UTC);
        Random random = new Random(7);
        for (int i = 0; i < 10_000; i++) {
            Instant time = Instant.ofEpochMilli(random.nextLong(0, 7_000_000_000_000L));
            assertEquals(platform.format(time), XmlWriter.shown(time));
        }
    }
}
