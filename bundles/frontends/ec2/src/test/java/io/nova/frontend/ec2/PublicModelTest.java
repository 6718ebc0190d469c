package io.nova.frontend.ec2;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.nova.frontend.ec2.PublicModel.Leaf;
import io.nova.frontend.ec2.TestCloud.Answer;
import io.nova.frontend.ec2.query.Type.Shape;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.InputSource;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.protocol.MarshallingType;
import software.amazon.awssdk.core.traits.ListTrait;

/** Compares what actions take and answer with EC2's public model, as the SDK for Java has it. */
class PublicModelTest {

    /**
     * What EC2 does not have: {@code RegisterImage} tells a kernel from a disk by our parameter.
     */
    private static final Set<String> OURS = Set.of("ImageType");

    /** In EC2 since this version of the SDK; the command-line client sends them. */
    private static final Set<String> NEWER =
            Set.of(
                    "DeleteAssociatedSnapshots",
                    "Force",
                    "IncludeManagedResources",
                    "IncludeUnsupportedInRegion",
                    "SkipOsShutdown",
                    "SnapshotLocation");

    /** What not every text is. */
    private static final Set<Shape> TYPED = Set.of(Shape.INTEGER, Shape.FLAG);

    /** What EC2 answers beside its model, and clients of 2010 look at. */
    private static final Set<String> OLDER = Set.of("AssociateAddress.return");

    static Stream<String> actions() {
        return Requests.GOOD.keySet().stream();
    }

    @ParameterizedTest
    @MethodSource("actions")
    void everyElementOfAnAnswerIsOneThatClientsKnow(String action) throws Exception {
        try (TestCloud cloud = new TestCloud()) {
            Answer answer = cloud.post(Requests.GOOD.get(action));
            assertEquals(200, answer.status(), answer.body());
            Element root =
                    DocumentBuilderFactory.newInstance()
                            .newDocumentBuilder()
                            .parse(new InputSource(new StringReader(answer.body())))
                            .getDocumentElement();
            List<String> unknown = new ArrayList<>();
            compare(root, PublicModel.fields(action + "Response"), action, unknown);
            unknown.remove(action + ".requestId");
            unknown.removeAll(OLDER);
            if (PublicModel.fields(action + "Response").isEmpty()) {
                unknown.remove(action + ".return");
            }
            assertEquals(List.of(), unknown);
        }
    }

    private static void compare(
            Element element, List<SdkField<?>> fields, String path, List<String> unknown) {
        for (Element child : children(element)) {
            String name = child.getTagName();
            SdkField<?> field =
                    fields.stream()
                            .filter(one -> one.unmarshallLocationName().equals(name))
                            .findFirst()
                            .orElse(null);
            if (field == null) {
                unknown.add(path + "." + name);
            } else if (field.marshallingType() == MarshallingType.LIST) {
                ListTrait list = field.getTrait(ListTrait.class);
                for (Element item : children(child)) {
                    assertEquals(list.memberLocationName(), item.getTagName(), path + "." + name);
                    value(item, list.memberFieldInfo(), path + "." + name, unknown);
                }
            } else {
                value(child, field, path + "." + name, unknown);
            }
        }
    }

    private static void value(
            Element element, SdkField<?> field, String path, List<String> unknown) {
        if (field.marshallingType() == MarshallingType.SDK_POJO) {
            compare(element, field.constructor().get().sdkFields(), path, unknown);
        } else {
            assertEquals(0, children(element).size(), path + " is a value");
        }
    }

    static List<Element> children(Element element) {
        List<Element> children = new ArrayList<>();
        for (Node node = element.getFirstChild(); node != null; node = node.getNextSibling()) {
            if (node instanceof Element child) {
                children.add(child);
            }
        }
        return children;
    }

    @ParameterizedTest
    @MethodSource("actions")
    void everyParameterOfEc2IsTakenOrRefusedAsNotOffered(String action) throws Exception {
        ActionSpec spec = spec(action);
        Set<String> ofEc2 = PublicModel.parameters(action).keySet();
        Set<String> forgotten = new TreeSet<>(ofEc2);
        forgotten.removeIf(
                one ->
                        one.equals("DryRun")
                                || spec.parameters().contains(one)
                                || spec.parameters().contains(one + ".N")
                                || spec.refused().stream().anyMatch(r -> isAtOrBelow(one, r)));
        assertEquals(Set.of(), forgotten);
        Set<String> invented = new TreeSet<>(spec.parameters());
        invented.removeAll(ofEc2);
        invented.removeAll(OURS);
        invented.removeAll(NEWER);
        assertEquals(Set.of(), singleForm(invented, ofEc2));
    }

    @ParameterizedTest
    @MethodSource("actions")
    void everyValueIsDeclaredAsWhatEc2Has(String action) throws Exception {
        Map<String, Leaf> ofEc2 = PublicModel.parameters(action);
        spec(action)
                .types()
                .forEach(
                        (form, type) ->
                                leaf(ofEc2, form)
                                        .ifPresent(
                                                one ->
                                                        assertEquals(
                                                                one.shape(), type.shape(), form)));
    }

    @ParameterizedTest
    @MethodSource("actions")
    void everyWordOfAListIsOneOfEc2s(String action) throws Exception {
        Map<String, Leaf> ofEc2 = PublicModel.parameters(action);
        spec(action)
                .types()
                .forEach(
                        (form, type) -> {
                            Set<String> words = leaf(ofEc2, form).map(Leaf::words).orElse(Set.of());
                            Set<String> invented = new TreeSet<>(type.words());
                            invented.removeAll(words);
                            assertEquals(Set.of(), words.isEmpty() ? Set.of() : invented, form);
                        });
    }

    @ParameterizedTest
    @MethodSource("actions")
    void theOneValueThatIsTakenIsOfTheTypeThatEc2Has(String action) throws Exception {
        Map<String, Leaf> ofEc2 = PublicModel.parameters(action);
        spec(action)
                .only()
                .forEach(
                        (form, value) ->
                                leaf(ofEc2, form)
                                        .ifPresent(one -> assertTrue(one.takes(value), form)));
    }

    @ParameterizedTest
    @MethodSource("actions")
    void whatIsNoNumberOrNoFlagIsRefusedBeforeAnythingIsAsked(String action) throws Exception {
        try (TestCloud cloud = new TestCloud()) {
            var unused = cloud.calls.taken();
            spec(cloud, action)
                    .types()
                    .forEach(
                            (form, type) -> {
                                if (TYPED.contains(type.shape())) {
                                    String name = form.replace(".N", ".1");
                                    Map<String, String> sent =
                                            new TreeMap<>(Requests.with(action, name, "x"));
                                    sent.putIfAbsent("DryRun", "true");
                                    Answer answer = cloud.post(sent);
                                    assertEquals(400, answer.status(), name + ": " + answer.body());
                                }
                            });
            assertEquals(List.of(), cloud.calls.taken());
        }
    }

    /** Where EC2 has one value we may take a list of one. */
    private static Optional<Leaf> leaf(Map<String, Leaf> ofEc2, String form) {
        return Optional.ofNullable(ofEc2.get(form))
                .or(() -> Optional.ofNullable(ofEc2.get(form.replaceAll("\\.N$", ""))));
    }

    /** Where EC2 has one value we may take a list of one, and the other way round. */
    private static Set<String> singleForm(Set<String> names, Set<String> known) {
        Set<String> left = new TreeSet<>(names);
        left.removeIf(
                one -> one.endsWith(".N") && known.contains(one.substring(0, one.length() - 2)));
        return left;
    }

    private static boolean isAtOrBelow(String name, String ancestor) {
        return name.equals(ancestor) || name.startsWith(ancestor + ".");
    }

    private static ActionSpec spec(String action) throws Exception {
        try (TestCloud cloud = new TestCloud()) {
            return spec(cloud, action);
        }
    }

    private static ActionSpec spec(TestCloud cloud, String action) {
        return cloud.actions.stream()
                .map(Ec2Action::spec)
                .filter(one -> one.name().equals(action))
                .findFirst()
                .orElseThrow();
    }
}
