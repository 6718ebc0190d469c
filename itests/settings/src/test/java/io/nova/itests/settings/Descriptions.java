package io.nova.itests.settings;

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

/** What the bundles in the class path say of themselves, as the container reads it. */
final class Descriptions {

    private Descriptions() {}

    /**
     * Returns the roots of the descriptions in a folder of every bundle, such as {@code OSGI-INF}.
     */
    static List<Element> all(String folder) {
        List<Element> found = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(":", -1)) {
            Path path = Path.of(entry);
            if (Files.isDirectory(path)) {
                addAll(path.resolve(folder), found);
            } else if (path.getFileName().toString().startsWith("io.nova.")) {
                try (FileSystem jar = FileSystems.newFileSystem(path)) {
                    addAll(jar.getPath("/" + folder), found);
                } catch (IOException e) {
                    throw new UncheckedIOException(entry, e);
                }
            }
        }
        return found;
    }

    private static void addAll(Path folder, List<Element> found) {
        if (!Files.isDirectory(folder)) {
            return;
        }
        try (Stream<Path> files = Files.list(folder)) {
            files.filter(file -> file.toString().endsWith(".xml"))
                    .sorted()
                    .forEach(file -> found.add(read(file)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Element read(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            return DocumentBuilderFactory.newInstance()
                    .newDocumentBuilder()
                    .parse(in)
                    .getDocumentElement();
        } catch (IOException | ParserConfigurationException | SAXException e) {
            throw new IllegalStateException(file.toString(), e);
        }
    }

    static List<Element> elements(Element root, String name) {
        List<Element> found = new ArrayList<>();
        NodeList nodes = root.getElementsByTagName(name);
        for (int i = 0; i < nodes.getLength(); i++) {
            found.add((Element) nodes.item(i));
        }
        return found;
    }
}
