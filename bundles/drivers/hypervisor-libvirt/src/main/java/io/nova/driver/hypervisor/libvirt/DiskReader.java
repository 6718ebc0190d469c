package io.nova.driver.hypervisor.libvirt;

import io.nova.spi.hypervisor.GuestDisk;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * The disks of a domain, as its XML has them.
 *
 * @param volumes those that are volumes
 * @param targets the names that are taken, by whatever disk
 */
record DiskReader(List<AttachedDisk> volumes, Set<String> targets) {

    private static final int LETTERS = 26;

    static DiskReader of(String domain) {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        DiskReader disks = new DiskReader(new ArrayList<>(), new TreeSet<>());
        try {
            XMLStreamReader reader = factory.createXMLStreamReader(new StringReader(domain));
            while (reader.hasNext()) {
                if (reader.next() == XMLStreamConstants.START_ELEMENT
                        && reader.getLocalName().equals("disk")) {
                    disks.readDisk(reader);
                }
            }
        } catch (XMLStreamException e) {
            throw new IllegalArgumentException("not a domain: " + domain, e);
        }
        return disks;
    }

    /** Returns the disks of a domain that has none. */
    static DiskReader none() {
        return new DiskReader(List.of(), Set.of());
    }

    /** Returns the volumes together with others; where both have one, the other's source holds. */
    List<AttachedDisk> with(List<GuestDisk> others) {
        DiskReader all = new DiskReader(new ArrayList<>(volumes), new TreeSet<>(targets));
        for (GuestDisk disk : others) {
            Optional<AttachedDisk> known = find(AttachedDisk.serial(disk.volume()));
            String target =
                    known.map(AttachedDisk::target).orElseGet(() -> freeTarget(all, none()));
            known.ifPresent(all.volumes::remove);
            all.volumes.add(new AttachedDisk(disk.volume(), disk.source(), target, ""));
            all.targets.add(target);
        }
        return all.volumes;
    }

    Optional<AttachedDisk> find(String serial) {
        return volumes.stream()
                .filter(disk -> AttachedDisk.serial(disk.volume()).equals(serial))
                .findFirst();
    }

    /** Returns a name that neither has: vdb, vdc and so on; vda is the root's. */
    static String freeTarget(DiskReader one, DiskReader other) {
        for (int i = 1; ; i++) {
            String first = i < LETTERS ? "" : letter(i / LETTERS - 1);
            String name = "vd" + first + letter(i % LETTERS);
            if (!one.targets.contains(name) && !other.targets.contains(name)) {
                return name;
            }
        }
    }

    private static String letter(int i) {
        return String.valueOf((char) ('a' + i));
    }

    // Of the disk's own elements, not of those below: a backing chain has sources too.
    private void readDisk(XMLStreamReader reader) throws XMLStreamException {
        String source = "";
        String name = "";
        String target = "";
        String serial = "";
        String alias = "";
        String user = "";
        String initiator = "";
        String secret = "";
        int depth = 1;
        while (depth > 0) {
            int event = reader.next();
            if (event == XMLStreamConstants.END_ELEMENT) {
                depth--;
            } else if (event == XMLStreamConstants.START_ELEMENT) {
                depth++;
                String element = reader.getLocalName();
                if (depth == 2 && element.equals("source")) {
                    name = protocol(reader);
                    source =
                            attribute(reader, "file")
                                    .or(() -> attribute(reader, "dev"))
                                    .map(file -> "file://" + file)
                                    .orElse("");
                } else if (depth == 3 && element.equals("host") && !name.isEmpty()) {
                    source = source(name, reader);
                } else if (depth == 3 && element.equals("auth")) {
                    user = attribute(reader, "username").orElse("");
                } else if (depth == 4 && element.equals("iqn")) {
                    initiator = attribute(reader, "name").orElse("");
                } else if (depth == 4 && element.equals("secret")) {
                    secret = attribute(reader, "usage").orElse("");
                } else if (depth == 2 && element.equals("target")) {
                    target = attribute(reader, "dev").orElse("");
                } else if (depth == 2 && element.equals("alias")) {
                    alias = attribute(reader, "name").orElse("");
                } else if (depth == 2 && element.equals("serial")) {
                    serial = reader.getElementText();
                    depth--;
                }
            }
        }
        targets.add(target);
        if (!user.isEmpty()) {
            source = withUser(source, user) + "?initiator=" + initiator + "&secret=" + secret;
        }
        if (AttachedDisk.isVolume(serial)) {
            volumes.add(new AttachedDisk(AttachedDisk.volume(serial), source, target, alias));
        }
    }

    private static String protocol(XMLStreamReader reader) {
        return attribute(reader, "protocol")
                .flatMap(protocol -> attribute(reader, "name").map(name -> protocol + " /" + name))
                .orElse("");
    }

    private static String source(String name, XMLStreamReader reader) {
        String protocol = name.substring(0, name.indexOf(' '));
        String path = name.substring(name.indexOf(' ') + 1);
        return attribute(reader, "socket")
                .map(socket -> protocol + "+unix://" + path + "?socket=" + socket)
                .orElseGet(
                        () ->
                                protocol
                                        + "://"
                                        + bracketed(attribute(reader, "name").orElse(""))
                                        + ":"
                                        + attribute(reader, "port").orElse("")
                                        + path);
    }

    private static String withUser(String source, String user) {
        int start = source.indexOf("://") + "://".length();
        return source.substring(0, start) + user + "@" + source.substring(start);
    }

    // Of addresses, those of IPv6 have colons.
    private static String bracketed(String host) {
        return host.contains(":") ? "[" + host + "]" : host;
    }

    private static Optional<String> attribute(XMLStreamReader reader, String name) {
        return Optional.ofNullable(reader.getAttributeValue(null, name));
    }
}
