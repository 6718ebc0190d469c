package io.nova.frontend.shell;

import io.nova.api.compute.HostRoleService;
import io.nova.api.host.HostInvitation;
import io.nova.api.host.HostMembershipService;
import io.nova.model.HostId;
import io.nova.model.RequestContext;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Hosts that joined, and what was asked about them. */
final class FakeMembers implements HostMembershipService {

    final List<Object> asked = new ArrayList<>();
    final List<MembershipView> members = new ArrayList<>();
    final List<HostRoleService.RolesView> roles = new ArrayList<>();

    /** When the certificates of those that join from now on end, if that is soon. */
    Optional<Instant> expiring = Optional.empty();

    FakeMembers joined(String host) {
        members.add(
                new MembershipView(
                        new HostId(host), Optional.of(Instant.EPOCH), Optional.empty(), expiring));
        return this;
    }

    FakeMembers invited(String host) {
        members.add(
                new MembershipView(
                        new HostId(host),
                        Optional.empty(),
                        Optional.of(Instant.EPOCH),
                        Optional.empty()));
        return this;
    }

    FakeMembers told(String host, String role) {
        roles.add(
                new HostRoleService.RolesView(
                        new HostId(host),
                        true,
                        Instant.EPOCH,
                        List.of(role),
                        List.of("volume-file"),
                        List.of(),
                        List.of(),
                        ""));
        return this;
    }

    @Override
    public String invite(RequestContext context, HostInvitation invitation) {
        asked.add(invitation);
        return "nova-join-1.token";
    }

    @Override
    public List<MembershipView> list(RequestContext context) {
        return members;
    }

    @Override
    public void remove(RequestContext context, HostId host, boolean force) {
        asked.add("remove " + host + " " + force);
    }

    @Override
    public String authority(RequestContext context) {
        return "certificate\n";
    }

    /** The roles' side of the same hosts. */
    HostRoleService asRoles() {
        return new HostRoleService() {
            @Override
            public List<HostRoleService.RolesView> list(RequestContext context) {
                return roles;
            }

            @Override
            public CompletionStage<HostRoleService.RolesView> change(
                    RequestContext context,
                    HostId host,
                    List<String> add,
                    List<String> remove,
                    Leaving leaving) {
                throw new AssertionError("nobody changes roles here");
            }
        };
    }
}
