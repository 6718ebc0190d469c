package io.nova.frontend.ec2.xml;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Texts of long lists that are sent again as long as they list the same objects. */
class KeptListsTest {

    private static final int PIECE = 4096;

    private final KeptLists lists = new KeptLists(2);
    private final List<Object> listed = new ArrayList<>();

    KeptListsTest() {
        for (int i = 0; i < 1000; i++) {
            listed.add("value-" + i);
        }
    }

    private static XmlList<?> list(List<Object> listed, KeptList text, String token) {
        XmlBody rest = xml -> xml.text("nextToken", token);
        return text.isKnown()
                ? XmlList.known("set", text, rest)
                : new XmlList<>(
                        "set", listed, (xml, one) -> xml.text("v", one), rest, Optional.of(text));
    }

    private static String sent(XmlBody list, String request, int most) {
        XmlPieces pieces = new XmlPieces("Root", "ns", xml -> xml.text("requestId", request), list);
        StringBuilder all = new StringBuilder();
        ByteBuffer buffer = ByteBuffer.allocateDirect(PIECE);
        for (int i = 0; i < most && !pieces.ended(); i++) {
            all.append(StandardCharsets.UTF_8.decode(pieces.next(buffer)));
        }
        pieces.end();
        return all.toString();
    }

    private static String whole(List<Object> listed, String request, String token) {
        XmlWriter xml = new XmlWriter();
        xml.root(
                "Root",
                "ns",
                () -> {
                    xml.text("requestId", request);
                    xml.items("set", listed, one -> xml.text("v", one));
                    xml.text("nextToken", token);
                });
        return xml.toString();
    }

    @Test
    void theThirdToAskGetsTheTextThatWasKept() {
        for (int i = 0; i < 4; i++) {
            KeptList text = lists.of("p", List.copyOf(listed));
            assertEquals(i > 1, text.isKnown());
            XmlList<?> list = list(listed, text, "t" + i);
            assertEquals(whole(listed, "r" + i, "t" + i), sent(list, "r" + i, Integer.MAX_VALUE));
            XmlWriter xml = new XmlWriter();
            xml.root(
                    "Root",
                    "ns",
                    () -> {
                        xml.text("requestId", "r");
                        list.write(xml);
                    });
            assertEquals(whole(listed, "r", "t" + i), xml.toString());
        }
    }

    @Test
    void anotherObjectIsAnotherList() {
        KeptList text = lists.of("p", listed);
        assertSame(text, lists.of("p", listed));
        listed.set(500, new String("value-500"));
        assertNotSame(text, lists.of("p", listed));
    }

    @Test
    void whatWasNotWrittenToItsEndIsNotKept() {
        KeptList text = lists.of("p", listed);
        sent(list(listed, text, "t"), "r", Integer.MAX_VALUE);
        sent(list(listed, text, "t"), "r", 2);
        assertFalse(text.isKnown());
        sent(list(listed, text, "t"), "r", Integer.MAX_VALUE);
        assertTrue(text.isKnown());
    }

    @Test
    void twoWhoWriteItAtOnceAreNotInEachOthersWay() {
        KeptList text = lists.of("p", listed);
        sent(list(listed, text, "t"), "r", Integer.MAX_VALUE);
        XmlPieces first = new XmlPieces("Root", "ns", xml -> {}, list(listed, text, "t"));
        assertEquals(
                whole(listed, "r", "t"), sent(list(listed, text, "t"), "r", Integer.MAX_VALUE));
        assertFalse(text.isKnown(), "the first keeps it");
        first.end();
    }

    @Test
    void aTextThatIsKnownBeforeAnAnswerBeginsIsSentOnce() {
        KeptList text = lists.of("p", listed);
        sent(list(listed, text, "t"), "r", Integer.MAX_VALUE);
        XmlList<?> withValues = list(listed, text, "t");
        sent(list(listed, text, "t"), "r", Integer.MAX_VALUE);
        assertTrue(text.isKnown());
        assertEquals(whole(listed, "r", "t"), sent(withValues, "r", Integer.MAX_VALUE));
    }

    @Test
    void theListThatNobodyAskedForLongestGoes() {
        KeptList one = lists.of("one", listed);
        KeptList two = lists.of("two", listed);
        assertSame(one, lists.of("one", listed));
        lists.of("three", listed);
        assertSame(one, lists.of("one", listed));
        assertNotSame(two, lists.of("two", listed));
    }
}
