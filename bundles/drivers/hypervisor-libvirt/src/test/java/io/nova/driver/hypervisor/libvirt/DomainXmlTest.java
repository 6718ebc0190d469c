package io.nova.driver.hypervisor.libvirt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.nova.model.InstanceId;
import io.nova.model.ProjectId;
import io.nova.model.image.DiskFormat;
import io.nova.spi.hypervisor.Boot;
import io.nova.spi.hypervisor.GuestSpec;
import io.nova.spi.hypervisor.RootDisk;
import java.io.StringReader;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.xml.sax.InputSource;

class DomainXmlTest {

    private static final InstanceId INSTANCE = new InstanceId("i-0123456789abcdef0");
    private static final String EVIL =
            "root=/dev/vda</cmdline></os><devices><disk type='block'>&\"'";

    @Test
    void whatATenantWritesStaysText() throws Exception {
        Document domain = parse(domain(EVIL));
        assertEquals(EVIL, text(domain, "cmdline"));
        assertEquals(1, domain.getElementsByTagName("disk").getLength());
    }

    @Test
    void theWholeChainOfTheDiskIsNamedWithItsFormats() throws Exception {
        Document domain = parse(domain("quiet"));
        Element disk = (Element) domain.getElementsByTagName("disk").item(0);
        assertEquals(2, disk.getElementsByTagName("backingStore").getLength());
        Element format = (Element) disk.getElementsByTagName("format").item(0);
        assertEquals("raw", format.getAttribute("type"));
        Element driver = (Element) disk.getElementsByTagName("driver").item(0);
        assertEquals("qcow2", driver.getAttribute("type"));
    }

    @Test
    void cloudInitFindsEc2() throws Exception {
        String uuid = text(parse(domain("quiet")), "uuid");
        assertTrue(uuid.startsWith("ec2"), uuid);
        assertEquals(uuid, UUID.fromString(uuid).toString());
        assertTrue(domain("quiet").contains("<entry name=\"serial\">" + uuid + "</entry>"));
    }

    @Test
    void theMarkIsReadAsItWasWritten() {
        GuestRecord record = new GuestRecord(INSTANCE, new ProjectId("000000000007"), 41, 2, 512);
        assertEquals(record, DomainReader.record(DomainXml.metadata(record)));
        assertEquals(42, record.marked(42).generation());
    }

    @Test
    void twoInstancesHaveTwoUuids() {
        assertFalse(
                GuestRecord.uuid(INSTANCE)
                        .equals(GuestRecord.uuid(new InstanceId("i-0123456789abcdef1"))));
    }

    private static String domain(String commandLine) {
        GuestSpec spec =
                new GuestSpec(
                        INSTANCE,
                        new ProjectId("000000000007"),
                        2,
                        512,
                        new Boot.Kernel(Path.of("/k"), Optional.of(Path.of("/r")), commandLine),
                        new RootDisk(Path.of("/images/a"), DiskFormat.RAW, 1 << 20),
                        List.of(),
                        41);
        return new DomainXml(false, "", "none")
                .domain(spec, new InstanceDirectory(Path.of("/instances"), INSTANCE), List.of());
    }

    private static Document parse(String xml) throws Exception {
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new InputSource(new StringReader(xml)));
    }

    private static String text(Document document, String element) {
        return document.getElementsByTagName(element).item(0).getTextContent();
    }
}
