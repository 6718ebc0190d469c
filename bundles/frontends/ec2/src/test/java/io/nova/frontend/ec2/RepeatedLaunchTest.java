package io.nova.frontend.ec2;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.nova.api.compute.Reservation;
import io.nova.frontend.ec2.TestCloud.Answer;
import io.nova.model.ReservationId;
import io.nova.model.compute.InstanceState;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The same request with the same token means the reservation that it made. */
class RepeatedLaunchTest {

    private static final ReservationId MADE = new ReservationId("r-" + Samples.hex(77));

    private final TestCloud cloud = new TestCloud();

    @AfterEach
    void stop() {
        cloud.close();
    }

    private Answer repeat() {
        return cloud.post(Requests.with("RunInstances", "ClientToken", "once"));
    }

    @Test
    void whoseInstancesAreThereIsAnsweredThem() {
        var instance = Samples.instance(7, 77, InstanceState.TERMINATED, Map.of());
        cloud.instances.earlier.put(
                "once", new Reservation(MADE, Samples.PROJECT, List.of(instance)));
        Answer answer = repeat();
        assertEquals(200, answer.status(), answer.body());
        assertEquals(MADE.value(), answer.text("reservationId"));
        assertEquals(instance.id().value(), answer.text("instanceId"));
    }

    @Test
    void whoseInstancesAreGoneIsAnsweredTheReservationWithoutThem() {
        cloud.instances.earlier.put("once", new Reservation(MADE, Samples.PROJECT, List.of()));
        Answer answer = repeat();
        assertEquals(200, answer.status(), answer.body());
        assertEquals(MADE.value(), answer.text("reservationId"));
        assertEquals(Samples.PROJECT.value(), answer.text("ownerId"));
        assertEquals(1, answer.count("<instancesSet/>"));
        assertEquals(List.of(), cloud.instances.launches);
    }
}
