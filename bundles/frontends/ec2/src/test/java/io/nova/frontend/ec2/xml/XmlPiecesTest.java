package io.nova.frontend.ec2.xml;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class XmlPiecesTest {

    private static final int LONGEST_ITEM = 500;

    private static XmlList<String> list(int count) {
        return new XmlList<>(
                "set",
                Collections.nCopies(count, "&".repeat(LONGEST_ITEM / "&amp;".length())),
                XmlWriter::raw,
                xml -> xml.text("nextToken", "more"));
    }

    private static List<String> pieces(XmlBody body) {
        XmlPieces pieces = new XmlPieces("Root", "ns", xml -> xml.text("requestId", "r"), body);
        List<String> all = new ArrayList<>();
        while (!pieces.ended()) {
            all.add(StandardCharsets.UTF_8.decode(pieces.next()).toString());
        }
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
    void theirSumIsTheWholeAndNoneIsLong() {
        List<String> pieces = pieces(list(4000));
        assertEquals(whole(list(4000)), String.join("", pieces));
        assertTrue(pieces.size() > 10, pieces.size() + " pieces");
        for (String piece : pieces) {
            int most = XmlPieces.PIECE + LONGEST_ITEM + 100;
            assertTrue(!piece.isEmpty() && piece.length() < most, piece);
        }
    }

    @Test
    void whatIsShortIsOnePiece() {
        for (XmlBody body : List.of(list(0), list(1), XmlBody.DONE)) {
            assertEquals(List.of(whole(body)), pieces(body));
        }
    }
}
