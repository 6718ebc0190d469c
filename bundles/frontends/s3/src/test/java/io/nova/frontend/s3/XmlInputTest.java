package io.nova.frontend.s3;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.nova.frontend.s3.XmlInput.Node;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class XmlInputTest {

    private static Node tree(String document) {
        return XmlInput.tree(document.getBytes(UTF_8), "A");
    }

    @Test
    void readsElementsTextsAndAttributes() {
        Node root =
                tree(
                        "<A xmlns='http://s3.amazonaws.com/doc/2006-03-01/'"
                                + " xmlns:xsi='http://www.w3.org/2001/XMLSchema-instance'>"
                                + "<B xsi:type='Group'>one<!-- and -->two</B><C/><C> x </C></A>");
        assertEquals(Optional.of("onetwo"), root.text("B"));
        assertEquals(Optional.of("Group"), root.child("B").flatMap(node -> node.attribute("type")));
        assertEquals(2, root.children("C").size());
        assertEquals(" x ", root.children("C").get(1).text());
        assertEquals(Optional.empty(), root.text("D"));
        assertThrows(S3Fault.class, () -> root.text("C"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "<B/>",
                "<A>",
                "<A/><A/>",
                "<!DOCTYPE A><A/>",
                "<!DOCTYPE A [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><A>&e;</A>",
                "<A><A><A><A><A><A><A><A><A/></A></A></A></A></A></A></A></A>"
            })
    void refusesWhatIsNoSmallDocument(String document) {
        S3Fault fault = assertThrows(S3Fault.class, () -> tree(document));
        assertEquals(S3Code.MalformedXML, fault.code());
    }

    @Test
    void refusesTooManyElements() {
        assertThrows(S3Fault.class, () -> tree("<A>" + "<B/>".repeat(50_000) + "</A>"));
    }
}
