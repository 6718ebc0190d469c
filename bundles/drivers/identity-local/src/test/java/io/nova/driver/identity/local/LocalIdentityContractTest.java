package io.nova.driver.identity.local;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.nova.driver.identity.local.Kinds.KeyRecord;
import io.nova.model.DriverException;
import io.nova.model.Secret;
import io.nova.model.identity.AccessKey;
import io.nova.spi.identity.IdentityDriver;
import io.nova.spi.state.Rec;
import io.nova.spi.state.Tx;
import io.nova.testkit.identity.IdentityDriverContract;
import io.nova.testkit.state.MemoryStateStore;
import io.nova.testkit.state.MutableClock;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalIdentityContractTest extends IdentityDriverContract {

    @TempDir private Path folder;

    private final MemoryStateStore store = new MemoryStateStore(new MutableClock());

    @Override
    protected IdentityDriver open() {
        return new LocalIdentity(keyFile(), store);
    }

    private Path keyFile() {
        return folder.resolve("secrets/identity.key");
    }

    @Test
    void makesAKeyFileForItsOwnerAloneAndKeepsIt() throws IOException {
        assertEquals("rw-------", mode(keyFile()));
        assertEquals("rwx------", mode(keyFile().getParent()));
        String key = Files.readString(keyFile());

        new LocalIdentity(keyFile(), store);

        assertEquals(key, Files.readString(keyFile()));
        try (var files = Files.list(keyFile().getParent())) {
            assertEquals(List.of(keyFile()), files.toList());
        }
    }

    @Test
    void refusesAKeyFileThatOthersMayRead() throws IOException {
        for (String mode : List.of("rw-r-----", "rw----r--", "rw--w----", "rwx------")) {
            Files.setPosixFilePermissions(keyFile(), PosixFilePermissions.fromString(mode));

            String reason = refusal();

            assertTrue(reason.contains("io.nova.driver.identity.local: key keyFile"), reason);
            assertTrue(reason.contains("chmod 600 " + keyFile()), reason);
        }
    }

    @Test
    void refusesToStartWithoutTheKeyOfSecretsThatExist() throws IOException {
        createAKey();
        Files.delete(keyFile());

        assertTrue(refusal().contains("put it back"));
        assertFalse(Files.exists(keyFile()));
    }

    @Test
    void refusesAnotherKeyThanTheSecretsHave() throws IOException {
        createAKey();
        Files.writeString(keyFile(), "0".repeat(64) + "\n");

        assertTrue(refusal().contains("sealed with another"));
    }

    @Test
    void refusesAFileThatHoldsNoKeyAndDoesNotShowIt() throws IOException {
        Files.writeString(keyFile(), CANARY + "\n");

        String reason = refusal();

        assertTrue(reason.contains("does not hold a key"), reason);
        assertFalse(reason.contains(CANARY));
    }

    @Test
    void storesNoSecretInClear() throws IOException {
        createAKey();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        store.export(out);
        String all = out.toString(UTF_8);

        assertTrue(all.contains("AKIA1"));
        assertFalse(all.contains(CANARY));
        assertFalse(all.contains(Base64.getEncoder().encodeToString(CANARY.getBytes(UTF_8))));
        assertFalse(all.contains(Files.readString(keyFile()).strip()));
    }

    @Test
    void sealsTheSameSecretDifferentlyEachTime() {
        createAKey();
        AccessKey other = key("AKIA2", ALICE, ACME);
        editor().createKey(other, Secret.of(CANARY));

        SealedSecret one = record("AKIA1").value().secret();
        SealedSecret two = record("AKIA2").value().secret();
        assertFalse(one.text().equals(two.text()) || one.nonce().equals(two.nonce()));
        assertEquals(one.kek(), two.kek());
    }

    @Test
    void opensNoSecretThatWasMovedToAnotherKey() {
        createAKey();
        editor().createKey(key("AKIA2", BOB, ACME), Secret.of("of Bob"));
        Rec<KeyRecord> bobs = record("AKIA2");
        KeyRecord forged = new KeyRecord(bobs.value().key(), record("AKIA1").value().secret());
        store.commit(Tx.of("forge").update(Kinds.KEYS, bobs, forged).build());

        var thrown =
                assertThrows(
                        DriverException.class, () -> driver().findSigner(bobs.value().key().id()));

        assertEquals(DriverException.Kind.BROKEN, thrown.kind());
    }

    @Test
    void opensNoSecretWhoseRecordWasGivenToAnotherUser() {
        createAKey();
        Rec<KeyRecord> there = record("AKIA1");
        AccessKey stolen = key("AKIA1", BOB, ACME);
        KeyRecord forged = new KeyRecord(stolen, there.value().secret());
        store.commit(Tx.of("forge").update(Kinds.KEYS, there, forged).build());

        assertThrows(DriverException.class, () -> driver().findSigner(stolen.id()));
    }

    @Test
    void removesAUserOfVeryManyKeys() {
        createBoth();
        var carol = user("carol");
        editor().createUser(carol);
        for (int i = 0; i < 450; i++) {
            editor().createKey(key("AKIA" + i, carol, ACME), Secret.of("x"));
        }

        editor().deleteUser(carol.id());

        assertEquals(0, store.count(Kinds.KEYS, Kinds.ALL));
        assertTrue(driver().findUser(carol.id()).isEmpty());
    }

    private void createAKey() {
        createBoth();
        editor().createKey(key("AKIA1", ALICE, ACME), Secret.of(CANARY));
    }

    private Rec<KeyRecord> record(String id) {
        return store.get(Kinds.KEYS, id).orElseThrow();
    }

    private String refusal() {
        var thrown =
                assertThrows(
                        IllegalStateException.class, () -> new LocalIdentity(keyFile(), store));
        return String.valueOf(thrown.getMessage());
    }

    private static String mode(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }
}
