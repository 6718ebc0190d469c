package io.nova.model.objectstore;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.nova.model.ProjectId;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class AclTest {

    private static final ProjectId OWNER = new ProjectId("111111111111");
    private static final ProjectId BUCKET = new ProjectId("222222222222");

    @ParameterizedTest
    @EnumSource(CannedAcl.class)
    void textsMakeTheListAgain(CannedAcl canned) {
        Acl list = canned.acl();
        assertEquals(canned.name(), list.value());
        assertEquals(list, new Acl(list.value()));
        Acl expanded = list.expanded(OWNER, BUCKET);
        assertEquals(expanded, new Acl(expanded.value()));
        assertEquals(expanded, expanded.expanded(BUCKET, BUCKET), "what is expanded stays");
    }

    @ParameterizedTest
    @CsvSource({
        "PRIVATE, ''",
        "PUBLIC_READ, ',READ:all-users'",
        "PUBLIC_READ_WRITE, ',READ:all-users,WRITE:all-users'",
        "AUTHENTICATED_READ, ',READ:authenticated-users'",
        "AWS_EXEC_READ, ',READ:ec2'",
        "BUCKET_OWNER_READ, ',READ:222222222222'",
        "BUCKET_OWNER_FULL_CONTROL, ',FULL_CONTROL:222222222222'",
        "LOG_DELIVERY_WRITE, ',WRITE:log-delivery,READ_ACP:log-delivery'",
    })
    void cannedListsStandForGrants(CannedAcl canned, String more) {
        String text = canned.acl().expanded(OWNER, BUCKET).value();
        assertEquals("FULL_CONTROL:111111111111" + more, text);
    }

    @Test
    void anEmptyListGrantsNothing() {
        Acl none = Acl.of(List.of());
        assertEquals(none, new Acl(none.value()));
        assertEquals(false, none.allows(Optional.of(OWNER), Permission.READ));
    }

    @Test
    void aListHasSoManyGrantsAndNoMore() {
        Grant grant = Grant.to(OWNER, Permission.READ);
        Acl full = Acl.of(Collections.nCopies(Acl.MAX_GRANTS, grant));
        assertEquals(full, new Acl(full.value()));
        assertThrows(
                IllegalArgumentException.class,
                () -> Acl.of(Collections.nCopies(Acl.MAX_GRANTS + 1, grant)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"READ:", "READ", "READ:somebody", "EAT:all-users", "READ:1"})
    void whatIsNoListIsRefused(String text) {
        assertThrows(RuntimeException.class, () -> new Acl(text));
    }

    @Test
    void groupsAreNamedAsInS3() {
        for (Grantee.Group group : Grantee.Group.values()) {
            assertEquals(Optional.of(group), Grantee.Group.find(group.uri()));
        }
        assertEquals(
                "http://acs.amazonaws.com/groups/s3/LogDelivery", Grantee.Group.LOG_DELIVERY.uri());
        assertEquals(
                "http://acs.amazonaws.com/groups/global/AllUsers", Grantee.Group.ALL_USERS.uri());
    }
}
