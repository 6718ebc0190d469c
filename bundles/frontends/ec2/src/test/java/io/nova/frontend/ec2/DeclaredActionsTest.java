package io.nova.frontend.ec2;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.nova.frontend.ec2.TestCloud.Answer;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** A client that meets a process in its start has to try again, and asked for nothing wrong. */
class DeclaredActionsTest {

    @Test
    void anActionThatIsNotThereYetIsTriedAgain() throws Exception {
        try (TestCloud cloud = new TestCloud()) {
            Ec2Action action =
                    cloud.actions.stream()
                            .filter(one -> one.spec().name().equals("DescribeKeyPairs"))
                            .findFirst()
                            .orElseThrow();
            cloud.endpoint.removeAction(action);
            Answer answer = cloud.post("DescribeKeyPairs");
            assertEquals(503, answer.status());
            assertEquals("Unavailable", answer.code());
            assertEquals(Optional.of("1"), answer.retryAfter());
            cloud.endpoint.addAction(action);
            assertEquals(200, cloud.post("DescribeKeyPairs").status());
            assertEquals("InvalidAction", cloud.post("DescribeKeyPair").code());
        }
    }

    @Test
    void everyActionIsDeclared() throws Exception {
        try (TestCloud cloud = new TestCloud()) {
            Set<String> names = new TreeSet<>();
            cloud.actions.forEach(action -> names.add(action.spec().name()));
            assertEquals(names, TestCloud.declared());
        }
    }

    @Test
    void theHeaderOfTheBundleNamesThem() {
        assertEquals(
                Set.of("RunInstances", "StopInstances"),
                DeclaredActions.of(
                        "OSGI-INF/io.nova.frontend.ec2.Ec2Endpoint.xml,"
                                + "OSGI-INF/io.nova.frontend.ec2.action.RunInstancesAction.xml,"
                                + "OSGI-INF/io.nova.frontend.ec2.action.StopInstancesAction.xml"));
        assertEquals(Set.of(), DeclaredActions.of(null));
    }
}
