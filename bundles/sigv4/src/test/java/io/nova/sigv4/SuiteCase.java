package io.nova.sigv4;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;

/** One case of the public test suite. */
record SuiteCase(Path folder) {

    static Stream<SuiteCase> all() {
        Path root = Path.of("src/test/resources/aws4_testsuite");
        try (Stream<Path> files = Files.walk(root)) {
            return files
                    .filter(file -> file.toString().endsWith(".creq"))
                    .map(file -> new SuiteCase(file.getParent()))
                    .toList()
                    .stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String name() {
        return folder.getFileName().toString();
    }

    /** The text of one of the case's files. */
    String text(String kind) {
        try {
            return Files.readString(folder.resolve(name() + "." + kind)).replace("\r", "");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The request without its body; folded header lines are joined with a space. */
    RequestHead head(String kind) {
        String[] lines =
                text(kind).strip().split("\n\n", 2)[0].replaceAll("\n +", " ").split("\n", -1);
        String first = lines[0];
        String method = first.substring(0, first.indexOf(' '));
        String target = first.substring(first.indexOf(' ') + 1, first.lastIndexOf(' '));
        List<Header> headers = new ArrayList<>();
        for (int i = 1; i < lines.length; i++) {
            int colon = lines[i].indexOf(':');
            headers.add(new Header(lines[i].substring(0, colon), lines[i].substring(colon + 1)));
        }
        return new RequestHead(method, target, headers);
    }

    String body() {
        String[] parts = text("req").split("\n\n", 2);
        return parts.length < 2 ? "" : parts[1];
    }

    /** The names that the case's canonical request lists. */
    TreeSet<String> signedHeaders() {
        String[] lines = text("creq").split("\n", -1);
        return new TreeSet<>(List.of(lines[lines.length - 2].split(";", -1)));
    }

    @Override
    public String toString() {
        return name();
    }
}
