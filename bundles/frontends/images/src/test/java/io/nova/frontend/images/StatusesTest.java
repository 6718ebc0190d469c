package io.nova.frontend.images;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.nova.model.CloudException;
import io.nova.model.NotFoundException;
import io.nova.model.ResourceType;
import io.nova.model.UnavailableException;
import org.junit.jupiter.api.Test;

class StatusesTest {

    @Test
    void everyFaultOfTheCloudHasAStatus() {
        for (Class<?> type : CloudException.class.getPermittedSubclasses()) {
            assertTrue(Statuses.has(type), type.getName());
        }
        assertEquals(404, Statuses.of(new NotFoundException(ResourceType.IMAGE, "ami-1")));
        assertEquals(503, Statuses.of(new UnavailableException("state", "away")));
    }
}
