package io.nova.frontend.s3;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.nova.frontend.s3.XmlInput.Node;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The document of a bucket's CORS rules, both ways; it is kept as it is written here. */
final class CorsDocument {

    private static final String ROOT = "CORSConfiguration";
    private static final int MOST = 100;
    private static final int LONGEST_ID = 255;

    /** The methods that a rule can allow. */
    static final Set<String> METHODS = Set.of("GET", "PUT", "HEAD", "POST", "DELETE");

    private CorsDocument() {}

    /**
     * Reads rules.
     *
     * @throws S3Fault {@code MalformedXML} or {@code InvalidRequest} if they are none
     */
    static List<CorsRule> read(byte[] document) {
        List<Node> nodes = XmlInput.tree(document, ROOT).children("CORSRule");
        if (nodes.isEmpty()) {
            throw XmlInput.malformed();
        }
        if (nodes.size() > MOST) {
            throw invalid("The number of CORS rules should not exceed allowed limit of 100 rules.");
        }
        List<CorsRule> rules = new ArrayList<>();
        nodes.forEach(node -> rules.add(rule(node)));
        return rules;
    }

    static List<CorsRule> read(String text) {
        return read(text.getBytes(UTF_8));
    }

    private static CorsRule rule(Node node) {
        List<String> origins = texts(node, "AllowedOrigin");
        List<String> methods = texts(node, "AllowedMethod");
        if (origins.isEmpty() || methods.isEmpty()) {
            throw XmlInput.malformed();
        }
        methods.stream()
                .filter(method -> !METHODS.contains(method))
                .findFirst()
                .ifPresent(CorsDocument::refuseMethod);
        List<String> headers = texts(node, "AllowedHeader");
        requireOneStar("AllowedOrigin", origins);
        requireOneStar("AllowedHeader", headers);
        List<String> exposed = texts(node, "ExposeHeader");
        if (exposed.stream().anyMatch(header -> header.contains("*"))) {
            throw invalid("ExposeHeader contains wildcard. We currently do not support wildcard.");
        }
        Optional<String> id = node.text("ID").map(String::strip);
        if (id.filter(text -> text.length() > LONGEST_ID).isPresent()) {
            throw invalid("The ID of a CORS rule must not be longer than 255 characters.");
        }
        return new CorsRule(
                id,
                origins,
                methods,
                headers,
                exposed,
                node.text("MaxAgeSeconds").map(CorsDocument::seconds));
    }

    private static List<String> texts(Node node, String name) {
        return node.children(name).stream().map(child -> child.text().strip()).toList();
    }

    private static int seconds(String text) {
        if (!text.strip().matches("[0-9]{1,9}")) {
            throw XmlInput.malformed();
        }
        return Integer.parseInt(text.strip());
    }

    private static void refuseMethod(String method) {
        throw invalid(
                "Found unsupported HTTP method in CORS config. Unsupported method is " + method);
    }

    private static void requireOneStar(String name, List<String> patterns) {
        for (String pattern : patterns) {
            if (pattern.indexOf('*') != pattern.lastIndexOf('*')) {
                throw invalid(
                        "%s \"%s\" can not have more than one wildcard.".formatted(name, pattern));
            }
        }
    }

    private static S3Fault invalid(String message) {
        return new S3Fault(S3Code.InvalidRequest, message);
    }

    static Xml write(List<CorsRule> rules) {
        return Xml.document(ROOT, xml -> rules.forEach(rule -> row(xml, rule)));
    }

    private static void row(Xml xml, CorsRule rule) {
        xml.element(
                "CORSRule",
                row -> {
                    rule.id().ifPresent(id -> row.text("ID", id));
                    rule.headers().forEach(one -> row.text("AllowedHeader", one));
                    rule.methods().forEach(one -> row.text("AllowedMethod", one));
                    rule.origins().forEach(one -> row.text("AllowedOrigin", one));
                    rule.exposed().forEach(one -> row.text("ExposeHeader", one));
                    rule.maxAge().ifPresent(seconds -> row.text("MaxAgeSeconds", seconds));
                });
    }
}
