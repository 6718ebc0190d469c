package io.nova.itests.api;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/**
 * What a bundle's description says of one of its components.
 *
 * @param type its class
 * @param parameters how many its constructor has
 * @param close the method that ends it; empty if there is none
 * @param provides the services that it is
 * @param needs the services without which it cannot be
 * @param binds the services that it is given after it was made
 */
record Part(
        String type,
        int parameters,
        String close,
        List<String> provides,
        List<String> needs,
        List<Bind> binds) {

    /** A service that comes by a method. */
    record Bind(String service, String method) {}

    /** Returns the components of all our bundles in the class path, in the order of their names. */
    static List<Part> all() {
        List<Part> parts = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(":", -1)) {
            Path path = Path.of(entry);
            if (Files.isDirectory(path)) {
                addAll(path.resolve("OSGI-INF"), parts);
            } else if (path.getFileName().toString().startsWith("io.nova.")) {
                try (FileSystem jar = FileSystems.newFileSystem(path)) {
                    addAll(jar.getPath("/OSGI-INF"), parts);
                } catch (IOException e) {
                    throw new UncheckedIOException(entry, e);
                }
            }
        }
        return parts;
    }

    private static void addAll(Path folder, List<Part> parts) {
        if (!Files.isDirectory(folder)) {
            return;
        }
        try (Stream<Path> files = Files.list(folder)) {
            files.filter(file -> file.toString().endsWith(".xml"))
                    .sorted()
                    .forEach(file -> parts.add(read(file)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Part read(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            Element root =
                    DocumentBuilderFactory.newInstance()
                            .newDocumentBuilder()
                            .parse(in)
                            .getDocumentElement();
            String init = root.getAttribute("init");
            return new Part(
                    elements(root, "implementation").get(0).getAttribute("class"),
                    init.isEmpty() ? 0 : Integer.parseInt(init),
                    root.getAttribute("deactivate"),
                    elements(root, "provide").stream()
                            .map(one -> one.getAttribute("interface"))
                            .toList(),
                    elements(root, "reference").stream()
                            .filter(one -> !one.getAttribute("cardinality").startsWith("0"))
                            .map(one -> one.getAttribute("interface"))
                            .toList(),
                    elements(root, "reference").stream()
                            .filter(one -> !one.getAttribute("bind").isEmpty())
                            .map(
                                    one ->
                                            new Bind(
                                                    one.getAttribute("interface"),
                                                    one.getAttribute("bind")))
                            .toList());
        } catch (IOException | ParserConfigurationException | SAXException e) {
            throw new IllegalStateException(file.toString(), e);
        }
    }

    private static List<Element> elements(Element root, String name) {
        List<Element> found = new ArrayList<>();
        NodeList nodes = root.getElementsByTagName(name);
        for (int i = 0; i < nodes.getLength(); i++) {
            found.add((Element) nodes.item(i));
        }
        return found;
    }
}
