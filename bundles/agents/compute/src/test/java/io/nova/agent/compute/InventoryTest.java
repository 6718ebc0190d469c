package io.nova.agent.compute;

import static io.nova.agent.compute.Lab.GUEST;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.nova.model.compute.PowerState;
import io.nova.spi.hypervisor.Guest;
import org.junit.jupiter.api.Test;

/** Which events of a driver are worth a listing of all its guests. */
class InventoryTest {

    private final Inventory inventory = new Inventory();

    @Test
    void whatACommandIsAboutIsNoNews() {
        inventory.begins(GUEST, PowerState.ON);
        assertFalse(inventory.isNews(GUEST, PowerState.ON));
        inventory.begins(GUEST, PowerState.GONE);
        assertFalse(inventory.isNews(GUEST, PowerState.OFF));
        assertFalse(inventory.isNews(GUEST, PowerState.GONE));
    }

    @Test
    void anEventThatComesAfterItsCommandIsNoNews() {
        inventory.begins(GUEST, PowerState.ON);
        inventory.holds("one", new Guest(GUEST, PowerState.ON, 1, false));
        inventory.ended(GUEST);
        assertFalse(inventory.isNews(GUEST, PowerState.ON));
        inventory.begins(GUEST, PowerState.GONE);
        inventory.holdsNo(GUEST);
        inventory.ended(GUEST);
        assertFalse(inventory.isNews(GUEST, PowerState.GONE));
    }

    @Test
    void aGuestThatFailsWhileItIsLaunchedIsNews() {
        inventory.begins(GUEST, PowerState.ON);
        assertTrue(inventory.isNews(GUEST, PowerState.OFF));
    }

    @Test
    void whatAGuestDoesByItselfIsNews() {
        inventory.holds("one", new Guest(GUEST, PowerState.ON, 1, false));
        assertTrue(inventory.isNews(GUEST, PowerState.OFF));
        assertTrue(inventory.isNews(GUEST, PowerState.PAUSED));
        assertTrue(inventory.isNews(GUEST, PowerState.GONE));
    }

    @Test
    void aGuestThatNobodyKnowsIsNews() {
        assertTrue(inventory.isNews(GUEST, PowerState.ON));
    }
}
