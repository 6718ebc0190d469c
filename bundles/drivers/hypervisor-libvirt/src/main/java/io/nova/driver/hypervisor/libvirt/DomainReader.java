package io.nova.driver.hypervisor.libvirt;

import io.nova.model.InstanceId;
import io.nova.model.ProjectId;
import io.nova.model.compute.PowerState;
import java.io.StringReader;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/** Reads what libvirt tells about domains. */
final class DomainReader {

    // libvirt's numbers: virDomainState and virDomainShutoffReason.
    private static final int RUNNING = 1;
    private static final int BLOCKED = 2;
    private static final int PAUSED = 3;
    private static final int SHUTTING_DOWN = 4;
    private static final int SUSPENDED = 7;
    private static final int SHUTOFF = 5;
    private static final int SHUTOFF_CRASHED = 3;

    // The daemon came back and could not talk to the guest any longer.
    private static final int SHUTOFF_BY_DAEMON = 8;
    private static final int CRASHED = 6;

    private DomainReader() {}

    /** Reads the metadata element that {@link DomainXml} wrote. */
    static GuestRecord record(String metadata) {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        try {
            XMLStreamReader reader = factory.createXMLStreamReader(new StringReader(metadata));
            reader.nextTag();
            return new GuestRecord(
                    new InstanceId(attribute(reader, "id")),
                    new ProjectId(attribute(reader, "project")),
                    Long.parseLong(attribute(reader, "generation")),
                    Integer.parseInt(attribute(reader, "vcpus")),
                    Integer.parseInt(attribute(reader, "memory")));
        } catch (XMLStreamException e) {
            throw new IllegalArgumentException("not the metadata of an instance: " + metadata, e);
        }
    }

    static PowerState power(int state) {
        return switch (state) {
            // One that shuts down runs until it is off.
            case RUNNING, BLOCKED, SHUTTING_DOWN -> PowerState.ON;
            case PAUSED, SUSPENDED -> PowerState.PAUSED;
            default -> PowerState.OFF;
        };
    }

    static boolean crashed(int state, int reason) {
        return state == CRASHED
                || (state == SHUTOFF && (reason == SHUTOFF_CRASHED || reason == SHUTOFF_BY_DAEMON));
    }

    private static String attribute(XMLStreamReader reader, String name) {
        String value = reader.getAttributeValue(null, name);
        if (value == null) {
            throw new IllegalArgumentException("an instance's metadata without " + name);
        }
        return value;
    }
}
