package io.nova.frontend.s3;

import io.nova.frontend.s3.XmlInput.Node;
import io.nova.model.IdSource;
import io.nova.model.objectstore.Lifecycle;
import io.nova.model.objectstore.LifecycleFilter;
import io.nova.model.objectstore.LifecycleFilter.Form;
import io.nova.model.objectstore.LifecycleRule;
import io.nova.model.objectstore.LifecycleRule.Expiration;
import io.nova.model.objectstore.LifecycleRule.Noncurrent;
import io.nova.model.objectstore.TagSet;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** The lifecycle of a bucket as a document. */
final class LifecycleXml {

    private static final int ID = 255;
    private static final int MOST_KEPT = 100;

    private final IdSource ids;

    LifecycleXml(IdSource ids) {
        this.ids = ids;
    }

    Lifecycle read(byte[] document) {
        Node root = XmlInput.tree(document, "LifecycleConfiguration");
        List<Node> nodes = root.children("Rule");
        if (nodes.isEmpty() || nodes.size() > Lifecycle.MOST) {
            throw XmlInput.malformed();
        }
        List<LifecycleRule> rules = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (Node node : nodes) {
            LifecycleRule rule = rule(node);
            if (!names.add(rule.id())) {
                throw new S3Fault(
                        S3Code.InvalidArgument,
                        "Rule ID must be unique. Found same ID for more than one rule");
            }
            rules.add(rule);
        }
        return new Lifecycle(rules);
    }

    private LifecycleRule rule(Node node) {
        if (node.child("Transition").isPresent()
                || node.child("NoncurrentVersionTransition").isPresent()) {
            throw noStorageClass(node);
        }
        String id = node.text("ID").filter(text -> !text.isEmpty()).orElseGet(() -> ids.hex(32));
        if (id.length() > ID) {
            throw wrong("ID length should not exceed allowed limit of " + ID);
        }
        LifecycleFilter filter = filter(node);
        Optional<Expiration> expiration = node.child("Expiration").map(LifecycleXml::expiration);
        Optional<Noncurrent> noncurrent =
                node.child("NoncurrentVersionExpiration").map(LifecycleXml::noncurrent);
        Optional<Integer> abort =
                node.child("AbortIncompleteMultipartUpload")
                        .map(
                                child ->
                                        days(
                                                child,
                                                "DaysAfterInitiation",
                                                "AbortIncomplete" + "MultipartUpload"));
        LifecycleRule rule =
                new LifecycleRule(id, isEnabled(node), filter, expiration, noncurrent, abort);
        check(rule);
        return rule;
    }

    private static S3Fault noStorageClass(Node rule) {
        String wanted =
                rule.children().stream()
                        .flatMap(child -> child.text("StorageClass").stream())
                        .findFirst()
                        .orElseThrow(XmlInput::malformed);
        return new S3Fault(
                        S3Code.InvalidStorageClass, "The storage class you specified is not valid")
                .with("StorageClassRequested", wanted);
    }

    private static boolean isEnabled(Node rule) {
        return switch (rule.text("Status").orElse("")) {
            case "Enabled" -> true;
            case "Disabled" -> false;
            default -> throw XmlInput.malformed();
        };
    }

    /** What a rule may not be, though each of its parts may. */
    private static void check(LifecycleRule rule) {
        if (rule.expiration().isEmpty()
                && rule.noncurrent().isEmpty()
                && rule.abortDays().isEmpty()) {
            throw unfit("At least one action needs to be specified in a rule");
        }
        boolean ofBytes = rule.filter().isOfBytes();
        if (ofBytes && rule.abortDays().isPresent()) {
            throw unfit(
                    "AbortIncompleteMultipartUpload cannot be specified with Tags or object sizes");
        }
        if (ofBytes && rule.expiration().filter(Expiration::markers).isPresent()) {
            throw unfit("ExpiredObjectDeleteMarker cannot be specified with Tags or object sizes");
        }
        boolean keeps = rule.noncurrent().flatMap(Noncurrent::keep).isPresent();
        if (keeps && rule.filter().form() == Form.PREFIX) {
            throw unfit("NewerNoncurrentVersions requires a Filter element");
        }
    }

    private static LifecycleFilter filter(Node rule) {
        Optional<Node> filter = rule.child("Filter");
        Optional<String> prefix = rule.text("Prefix");
        if (filter.isPresent() == prefix.isPresent()) {
            throw XmlInput.malformed();
        }
        if (filter.isEmpty()) {
            return new LifecycleFilter(
                    Form.PREFIX, prefix, Optional.empty(), Optional.empty(), Optional.empty());
        }
        Optional<Node> and = filter.get().child("And");
        int conditions = filter.get().children().size();
        if (conditions > 1) {
            throw XmlInput.malformed();
        }
        return conditions(and.orElse(filter.get()), and.isPresent() ? Form.AND : Form.SINGLE);
    }

    private static LifecycleFilter conditions(Node node, Form form) {
        List<Map.Entry<String, String>> pairs =
                node.children("Tag").stream().map(TagFields::tag).toList();
        Optional<Long> greater = node.text("ObjectSizeGreaterThan").map(LifecycleXml::size);
        Optional<Long> less = node.text("ObjectSizeLessThan").map(LifecycleXml::size);
        if (form == Form.AND && node.children().size() < 2) {
            throw XmlInput.malformed();
        }
        if (greater.isPresent() && less.isPresent() && greater.get() >= less.get()) {
            throw unfit(
                    "'ObjectSizeLessThan' has to be a value greater than"
                            + " 'ObjectSizeGreaterThan'");
        }
        return new LifecycleFilter(
                form,
                node.text("Prefix"),
                TagSet.of(pairs, TagSet.OF_OBJECT).unlessEmpty(),
                greater,
                less);
    }

    private static long size(String text) {
        if (!text.strip().matches("[0-9]{1,15}")) {
            throw XmlInput.malformed();
        }
        return Long.parseLong(text.strip());
    }

    private static Expiration expiration(Node node) {
        Optional<String> date = node.text("Date");
        Optional<String> marker = node.text("ExpiredObjectDeleteMarker");
        boolean days = node.child("Days").isPresent();
        if ((days ? 1 : 0) + date.stream().count() + marker.stream().count() != 1) {
            throw XmlInput.malformed();
        }
        return new Expiration(
                days ? Optional.of(days(node, "Days", "Expiration")) : Optional.empty(),
                date.map(LifecycleXml::date),
                marker.map(LifecycleXml::flag).orElse(false));
    }

    private static Instant date(String text) {
        String whole = text.strip();
        Instant date =
                Times.parseXml(whole.length() == 10 ? whole + "T00:00:00Z" : whole)
                        .orElseThrow(XmlInput::malformed);
        if (!date.equals(date.atOffset(ZoneOffset.UTC).truncatedTo(ChronoUnit.DAYS).toInstant())) {
            throw wrong("'Date' must be at midnight GMT");
        }
        return date;
    }

    private static boolean flag(String text) {
        return switch (text.strip()) {
            case "true" -> true;
            case "false" -> false;
            default -> throw XmlInput.malformed();
        };
    }

    private static Noncurrent noncurrent(Node node) {
        Optional<Integer> keep =
                node.child("NewerNoncurrentVersions")
                        .map(child -> number(child.text(), "NewerNoncurrentVersions", node.name()));
        if (keep.filter(count -> count > MOST_KEPT).isPresent()) {
            throw wrong("'NewerNoncurrentVersions' must be less than or equal to " + MOST_KEPT);
        }
        return new Noncurrent(days(node, "NoncurrentDays", node.name()), keep);
    }

    private static int days(Node node, String name, String action) {
        return number(node.text(name).orElseThrow(XmlInput::malformed), name, action);
    }

    private static int number(String text, String name, String action) {
        if (!text.strip().matches("-?[0-9]{1,9}")) {
            throw XmlInput.malformed();
        }
        int number = Integer.parseInt(text.strip());
        if (number <= 0) {
            throw wrong("'%s' for %s action must be a positive integer".formatted(name, action));
        }
        return number;
    }

    private static S3Fault wrong(String message) {
        return new S3Fault(S3Code.InvalidArgument, message);
    }

    private static S3Fault unfit(String message) {
        return new S3Fault(S3Code.InvalidRequest, message);
    }

    static Xml document(Lifecycle lifecycle) {
        return Xml.document(
                "LifecycleConfiguration",
                xml -> lifecycle.rules().forEach(rule -> xml.element("Rule", r -> rule(r, rule))));
    }

    private static void rule(Xml xml, LifecycleRule rule) {
        xml.text("ID", rule.id());
        LifecycleFilter filter = rule.filter();
        switch (filter.form()) {
            case PREFIX -> conditions(xml, filter);
            case SINGLE -> xml.element("Filter", f -> conditions(f, filter));
            case AND -> xml.element("Filter", f -> f.element("And", a -> conditions(a, filter)));
        }
        xml.text("Status", rule.enabled() ? "Enabled" : "Disabled");
        rule.expiration().ifPresent(when -> xml.element("Expiration", e -> expiration(e, when)));
        rule.noncurrent()
                .ifPresent(
                        when ->
                                xml.element(
                                        "NoncurrentVersionExpiration", e -> noncurrent(e, when)));
        rule.abortDays()
                .ifPresent(
                        days ->
                                xml.element(
                                        "AbortIncompleteMultipartUpload",
                                        e -> e.text("DaysAfterInitiation", days)));
    }

    private static void conditions(Xml xml, LifecycleFilter filter) {
        filter.prefix().ifPresent(prefix -> xml.text("Prefix", prefix));
        new TreeMap<>(filter.tags().orElse(TagSet.NONE).tags())
                .forEach((key, value) -> TagFields.tag(xml, key, value));
        filter.greater().ifPresent(size -> xml.text("ObjectSizeGreaterThan", size));
        filter.less().ifPresent(size -> xml.text("ObjectSizeLessThan", size));
    }

    private static void expiration(Xml xml, Expiration when) {
        when.days().ifPresent(days -> xml.text("Days", days));
        when.date().ifPresent(date -> xml.text("Date", Times.xml(date)));
        if (when.days().isEmpty() && when.date().isEmpty()) {
            xml.text("ExpiredObjectDeleteMarker", when.markers());
        }
    }

    private static void noncurrent(Xml xml, Noncurrent when) {
        xml.text("NoncurrentDays", when.days());
        when.keep().ifPresent(count -> xml.text("NewerNoncurrentVersions", count));
    }
}
