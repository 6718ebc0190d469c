package io.nova.manager.image;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.SAXException;
import org.xml.sax.helpers.DefaultHandler;

/**
 * Reads manifests of the version 2007-10-10, as {@code ec2-bundle-image} and {@code
 * euca-bundle-image} write them.
 */
final class ManifestXml {

    /** The largest manifest: more parts than an object store's largest object needs. */
    static final int MAX_BYTES = 1 << 20;

    private static final int MAX_PARTS = 2000;

    private ManifestXml() {}

    /**
     * @throws DiskHeader.Refused if it is none, or says what cannot be
     */
    static Manifest read(byte[] bytes) throws DiskHeader.Refused {
        Element root = root(bytes);
        if (!root.getTagName().equals("manifest")) {
            throw new DiskHeader.Refused("its root is <%s>".formatted(shown(root.getTagName())));
        }
        Element image = require(root, "image");
        List<Manifest.Part> parts = parts(require(image, "parts"));
        Optional<Element> machine = child(root, "machine_configuration");
        return new Manifest(
                parts,
                size(image),
                child(image, "digest").map(ManifestXml::sha1).orElse(""),
                lock(image),
                machine.flatMap(one -> text(one, "kernel_id")),
                machine.flatMap(one -> text(one, "ramdisk_id")),
                machine.flatMap(one -> text(one, "architecture")),
                machine.flatMap(ManifestXml::rootDevice),
                text(root, "signature").orElse(""));
    }

    private static Element root(byte[] bytes) throws DiskHeader.Refused {
        try {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            // What a manifest refers to would be read on the cloud's behalf.
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            factory.setXIncludeAware(false);
            factory.setExpandEntityReferences(false);
            DocumentBuilder builder = factory.newDocumentBuilder();
            builder.setErrorHandler(new DefaultHandler());
            return builder.parse(new ByteArrayInputStream(bytes)).getDocumentElement();
        } catch (SAXException | IOException e) {
            throw new DiskHeader.Refused("it is no XML: " + shown(String.valueOf(e.getMessage())));
        } catch (ParserConfigurationException e) {
            throw new IllegalStateException("every JVM reads XML", e);
        }
    }

    /** Other devices of the mapping are disks that hosts of then had beside the root's. */
    private static Optional<String> rootDevice(Element machine) {
        return child(machine, "block_device_mapping").stream()
                .flatMap(mappings -> children(mappings, "mapping").stream())
                .filter(
                        mapping ->
                                text(mapping, "virtual")
                                        .filter(of -> of.equals("root") || of.equals("ami"))
                                        .isPresent())
                .flatMap(mapping -> text(mapping, "device").stream())
                .map(device -> device.startsWith("/dev/") ? device : "/dev/" + device)
                .filter(device -> device.matches("/dev/[a-z]{2,4}[0-9]{0,3}"))
                // "ami" names the partition, as "sda1", where "root" may name it in full or not.
                .max(Comparator.naturalOrder());
    }

    private static List<Manifest.Part> parts(Element list) throws DiskHeader.Refused {
        List<Manifest.Part> parts = new ArrayList<>();
        for (Element part : children(list, "part")) {
            String name = text(part, "filename").orElse("");
            if (name.isEmpty() || name.contains("/") || name.length() > 255) {
                throw new DiskHeader.Refused(
                        "part %d has no file name that can be".formatted(parts.size()));
            }
            String digest = child(part, "digest").map(ManifestXml::sha1).orElse("");
            if (digest.isEmpty()) {
                throw new DiskHeader.Refused("part %s has no SHA1 digest".formatted(shown(name)));
            }
            parts.add(new Manifest.Part(name, digest));
        }
        if (parts.isEmpty() || parts.size() > MAX_PARTS) {
            throw new DiskHeader.Refused(
                    "it has %d parts; 1 to %d can be".formatted(parts.size(), MAX_PARTS));
        }
        String count = list.getAttribute("count");
        if (!count.isEmpty() && !count.equals(Integer.toString(parts.size()))) {
            throw new DiskHeader.Refused(
                    "it says that there are %s parts and names %d"
                            .formatted(shown(count), parts.size()));
        }
        return parts;
    }

    private static long size(Element image) throws DiskHeader.Refused {
        String size = text(image, "size").orElse("0");
        if (!size.matches("[0-9]{1,15}")) {
            throw new DiskHeader.Refused("the size '%s' is no number".formatted(shown(size)));
        }
        return Long.parseLong(size);
    }

    private static Optional<Manifest.Lock> lock(Element image) throws DiskHeader.Refused {
        Optional<String> key = text(image, "ec2_encrypted_key");
        Optional<String> iv = text(image, "ec2_encrypted_iv");
        if (key.isEmpty() && iv.isEmpty()) {
            return Optional.empty();
        }
        Manifest.Lock lock = new Manifest.Lock(key.orElse(""), iv.orElse(""));
        if (!isHex(lock.key()) || !isHex(lock.iv())) {
            throw new DiskHeader.Refused(
                    "ec2_encrypted_key and ec2_encrypted_iv are not both hexadecimal");
        }
        return Optional.of(lock);
    }

    private static boolean isHex(String text) {
        return text.matches("[0-9a-fA-F]{2,2048}") && text.length() % 2 == 0;
    }

    /** Returns nothing for a digest of another kind. */
    private static String sha1(Element digest) {
        String text = digest.getTextContent().strip().toLowerCase(java.util.Locale.ROOT);
        return text.matches("[0-9a-f]{40}") ? text : "";
    }

    private static Element require(Element parent, String name) throws DiskHeader.Refused {
        return child(parent, name)
                .orElseThrow(() -> new DiskHeader.Refused("it has no <%s>".formatted(name)));
    }

    private static Optional<Element> child(Element parent, String name) {
        return children(parent, name).stream().findFirst();
    }

    private static Optional<String> text(Element parent, String name) {
        return child(parent, name)
                .map(one -> one.getTextContent().strip())
                .filter(text -> !text.isEmpty());
    }

    private static List<Element> children(Element parent, String name) {
        List<Element> children = new ArrayList<>();
        for (Node node = parent.getFirstChild(); node != null; node = node.getNextSibling()) {
            if (node instanceof Element element && element.getTagName().equals(name)) {
                children.add(element);
            }
        }
        return children;
    }

    /** What came may be long, and have in it what breaks a line. */
    private static String shown(String text) {
        String plain = text.replaceAll("\\p{Cntrl}", " ");
        return plain.length() > 80 ? plain.substring(0, 80) + "..." : plain;
    }
}
