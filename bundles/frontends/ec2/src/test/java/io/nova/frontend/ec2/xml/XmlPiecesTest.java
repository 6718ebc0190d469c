package io.nova.frontend.ec2.xml;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class XmlPiecesTest {

    private static final int LONGEST_ITEM = 500;

    /** Of these there are several sooner. */
    private static final int SMALL = 64 * 1024;

    private static XmlList<String> list(int count) {
        return new XmlList<>(
                "set",
                Collections.nCopies(count, "&".repeat(LONGEST_ITEM / "&amp;".length())),
                XmlWriter::raw,
                xml -> xml.text("nextToken", "more"));
    }

    private static List<String> pieces(XmlBody body) {
        XmlPieces pieces = new XmlPieces("Root", "ns", xml -> xml.text("requestId", "r"), body);
        if (!pieces.several()) {
            return List.of(StandardCharsets.UTF_8.decode(pieces.whole()).toString());
        }
        List<String> all = new ArrayList<>();
        ByteBuffer buffer = ByteBuffer.allocateDirect(SMALL);
        while (!pieces.ended()) {
            all.add(StandardCharsets.UTF_8.decode(pieces.next(buffer)).toString());
        }
        pieces.end();
        return all;
    }

    private static String whole(XmlBody body) {
        XmlWriter xml = new XmlWriter();
        xml.root(
                "Root",
                "ns",
                () -> {
                    xml.text("requestId", "r");
                    body.write(xml);
                });
        return xml.toString();
    }

    @Test
    void theirSumIsTheWholeAndAllButTheLastAreFull() {
        List<String> pieces = pieces(list(4000));
        assertEquals(whole(list(4000)), String.join("", pieces));
        assertTrue(pieces.size() > 10, pieces.size() + " pieces");
        for (String piece : pieces.subList(0, pieces.size() - 1)) {
            assertEquals(SMALL, piece.length());
        }
    }

    @Test
    void anItemThatIsLongerThanAPieceIsInSeveral() {
        byte[] part = XmlWriter.part(xml -> xml.text("x", "y".repeat(5 * SMALL / 2)));
        XmlBody list =
                new XmlList<>(
                        "set",
                        Collections.nCopies(40, part),
                        XmlWriter::copy,
                        xml -> xml.text("nextToken", "more"));
        List<String> pieces = pieces(list);
        assertEquals(whole(list), String.join("", pieces));
        pieces.forEach(piece -> assertTrue(piece.length() <= SMALL));
    }

    @Test
    void whatWasKeptAndWhatIsWrittenStayInTheirOrder() {
        byte[] part = XmlWriter.part(xml -> xml.text("kept", "&".repeat(30)));
        XmlBody list =
                new XmlList<>(
                        "set",
                        Collections.nCopies(1000, part),
                        (xml, one) -> xml.text("before", "1").copy(one).text("after", "2"),
                        xml -> xml.text("nextToken", "more"));
        assertEquals(whole(list), String.join("", pieces(list)));
    }

    @Test
    void whatIsShortIsOnePiece() {
        for (XmlBody body : List.of(list(0), list(1), list(40), XmlBody.DONE)) {
            assertEquals(List.of(whole(body)), pieces(body));
        }
    }
}
