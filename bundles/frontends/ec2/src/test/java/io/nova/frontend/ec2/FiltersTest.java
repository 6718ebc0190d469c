package io.nova.frontend.ec2;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.nova.frontend.ec2.DocumentedFilters.Row;
import io.nova.frontend.ec2.TestCloud.Answer;
import io.nova.frontend.ec2.query.Filters;
import io.nova.model.ImageId;
import io.nova.model.KeyPairId;
import io.nova.model.SnapshotId;
import io.nova.model.compute.Instance;
import io.nova.model.compute.InstanceOptions;
import io.nova.model.compute.InstanceState;
import io.nova.model.compute.KeyPair;
import io.nova.model.compute.MetadataOptions;
import io.nova.model.image.Image;
import io.nova.model.image.ImageSnapshot;
import io.nova.model.image.ImageState;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every filter of every describe. */
class FiltersTest {

    private static final Map<String, List<Row>> ROWS = DocumentedFilters.read();
    private static final Pattern EMPTY = Pattern.compile("</requestId><\\w+/>");

    private static TestCloud cloud;

    @BeforeAll
    static void start() {
        cloud = new TestCloud();
        cloud.instances.put(told(Samples.instance(1, 1, InstanceState.RUNNING, Map.of())));
        cloud.images.put(copied(Samples.image(2, Samples.PROJECT, ImageState.AVAILABLE, false)));
        cloud.keyPairs.put(
                new KeyPair(
                        new KeyPairId("key-" + Samples.hex(2)),
                        Samples.PROJECT,
                        "team",
                        "ed25519",
                        "33:44:55",
                        "ssh-ed25519 AAAA team",
                        Samples.NOW,
                        Map.of("Team", "blue")));
    }

    /** Returns an instance of an owner who left nothing as it is. */
    private static Instance told(Instance one) {
        InstanceOptions options =
                new InstanceOptions(
                        new MetadataOptions(true, true, 3, true),
                        true,
                        true,
                        "front door",
                        Map.of());
        return one.with(
                one.spec()
                        .with(options)
                        .booting(
                                one.spec().kernel(),
                                Optional.of(new ImageId("ari-" + Samples.hex(3))),
                                one.spec().boot()));
    }

    /** Returns an image that was made of other things. */
    private static Image copied(Image one) {
        return new Image(
                one.id(),
                one.owner(),
                one.type(),
                one.name(),
                one.description(),
                one.location(),
                one.architecture(),
                "/dev/sda1",
                one.kernel(),
                Optional.of(new ImageId("ari-" + Samples.hex(3))),
                one.state(),
                "",
                Optional.empty(),
                false,
                Set.of(),
                one.createdAt(),
                Map.of(),
                Optional.of(Samples.instanceId(1)),
                Optional.of(new ImageSnapshot(new SnapshotId("snap-" + Samples.hex(1)), 9)),
                List.of());
    }

    @AfterAll
    static void stop() {
        cloud.close();
    }

    static Stream<String> describes() {
        return ROWS.keySet().stream();
    }

    static Stream<Row> rows() {
        return ROWS.values().stream().flatMap(List::stream);
    }

    private static Map<String, Filters<?>> declared() {
        return cloud.actions.stream()
                .map(Ec2Action::spec)
                .filter(spec -> spec.filters().isPresent())
                .collect(
                        Collectors.toMap(
                                ActionSpec::name,
                                spec -> spec.filters().orElseThrow(),
                                (one, other) -> one,
                                TreeMap::new));
    }

    @Test
    void everyDescribeWithFiltersIsListed() {
        assertEquals(declared().keySet(), new TreeSet<>(ROWS.keySet()));
    }

    @ParameterizedTest
    @MethodSource("describes")
    void aDescribeDeclaresTheFiltersListedAndNoOthers(String action) {
        Set<String> listed =
                ROWS.get(action).stream()
                        .map(Row::declared)
                        .collect(Collectors.toCollection(TreeSet::new));
        assertEquals(listed, declared().get(action).names());
    }

    @ParameterizedTest
    @MethodSource("rows")
    void aFilterFindsWhatHasItsValueAndNothingElse(Row row) {
        if (row.findsNothing()) {
            assertFalse(finds(row, "*"), "nothing has it");
            return;
        }
        assertTrue(finds(row, row.value()), "the value itself");
        assertTrue(
                finds(row, row.value().substring(0, row.value().length() / 2) + "*"), "its begin");
        if (!row.value().contains("*")) {
            String allButOne = row.value().substring(0, row.value().length() - 1);
            assertTrue(finds(row, allButOne + "?"), "any character at its end");
            assertFalse(finds(row, row.value() + "?"), "one more character");
        }
        assertFalse(finds(row, "no-such-value"), "another value");
    }

    private static boolean finds(Row row, String value) {
        Answer answer = filtered(row.action(), row.filter(), value);
        assertEquals(200, answer.status(), answer.body());
        return !EMPTY.matcher(answer.body()).find();
    }

    private static Answer filtered(String action, String filter, String... more) {
        Map<String, String> parameters = new TreeMap<>(Requests.GOOD.get(action));
        parameters.put("Filter.1.Name", filter);
        for (int i = 0; i < more.length; i++) {
            parameters.put("Filter.1.Value." + (i + 1), more[i]);
        }
        return cloud.post(parameters);
    }

    @ParameterizedTest
    @MethodSource("describes")
    void aFilterThatEc2DoesNotHaveIsRefusedEvenInADryRun(String action) {
        for (String dryRun : new String[] {"true", "false"}) {
            Map<String, String> parameters = Requests.with(action, "DryRun", dryRun);
            parameters.put("Filter.1.Name", "fnord");
            parameters.put("Filter.1.Value.1", "x");
            Answer answer = cloud.post(parameters);
            assertEquals("InvalidParameterValue", answer.code(), answer.body());
            assertTrue(answer.text("Message").contains("fnord"), answer.body());
        }
    }

    @ParameterizedTest
    @MethodSource("describes")
    void aFilterWithoutAValueIsRefused(String action) {
        Row first = ROWS.get(action).get(0);
        assertEquals("MissingParameter", filtered(action, first.filter()).code());
    }

    @Test
    void anInstanceIsFoundByTheTagsOfItsInterface() {
        try (TestCloud other = new TestCloud()) {
            Instance plain = Samples.instance(7, 7, InstanceState.RUNNING, Map.of());
            InstanceOptions options =
                    plain.spec().options().withInterfaceTags(Map.of("Side", "outer"));
            other.instances.put(plain.with(plain.spec().with(options)));
            for (String filter : new String[] {"tag-key=Side", "tag-value=outer"}) {
                String[] pair = filter.split("=", 2);
                Answer answer =
                        other.post(
                                "DescribeInstances",
                                "Filter.1.Name",
                                "network-interface." + pair[0],
                                "Filter.1.Value.1",
                                pair[1]);
                assertEquals(plain.id().value(), answer.text("instanceId"), answer.body());
            }
        }
    }

    @Test
    void anInstanceThatEndedIsFoundByNothingOfAnInterface() {
        try (TestCloud other = new TestCloud()) {
            for (Row row : ROWS.get("DescribeInstances")) {
                if (row.filter().startsWith("network-interface.")) {
                    Answer answer =
                            other.post(
                                    "DescribeInstances",
                                    "InstanceId.1",
                                    Samples.instanceId(3).value(),
                                    "Filter.1.Name",
                                    row.filter(),
                                    "Filter.1.Value.1",
                                    "*");
                    assertTrue(answer.body().contains("<reservationSet/>"), row.toString());
                }
            }
        }
    }
}
