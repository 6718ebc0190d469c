package io.nova.frontend.ec2;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.nova.frontend.ec2.Ec2Errors.Ec2Error;
import io.nova.model.AccessDeniedException;
import io.nova.model.AlreadyExistsException;
import io.nova.model.AuthenticationFailedException;
import io.nova.model.CloudException;
import io.nova.model.ConflictException;
import io.nova.model.InUseException;
import io.nova.model.IncorrectStateException;
import io.nova.model.InsufficientCapacityException;
import io.nova.model.InvalidParameterException;
import io.nova.model.InvalidParameterException.Problem;
import io.nova.model.LimitExceededException;
import io.nova.model.NotFoundException;
import io.nova.model.ResourceType;
import io.nova.model.UnsupportedException;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Every code as "Error codes for the Amazon EC2 API" spells it; clients compare them whole. */
class Ec2CodesTest {

    /** A dash where nothing that a client asks runs into the fault. */
    private static final String TABLE =
            """
            type                | not found                          | duplicate                | malformed
            INSTANCE            | InvalidInstanceID.NotFound         | -                        | InvalidInstanceID.Malformed
            RESERVATION         | InvalidReservationID.NotFound      | -                        | InvalidReservationID.Malformed
            INSTANCE_TYPE       | InvalidInstanceType                | -                        | InvalidParameterValue
            KEY_PAIR            | InvalidKeyPair.NotFound            | InvalidKeyPair.Duplicate | InvalidParameterValue
            IMAGE               | InvalidAMIID.NotFound              | InvalidAMIName.Duplicate | InvalidAMIID.Malformed
            HOST                | InvalidHostID.NotFound             | -                        | InvalidHostID.Malformed
            ZONE                | InvalidZone.NotFound               | -                        | InvalidParameterValue
            VPC                 | InvalidVpcID.NotFound              | -                        | InvalidVpcID.Malformed
            SUBNET              | InvalidSubnetID.NotFound           | -                        | InvalidSubnetID.Malformed
            ROUTE_TABLE         | InvalidRouteTableID.NotFound       | -                        | InvalidRouteTableId.Malformed
            INTERNET_GATEWAY    | InvalidInternetGatewayID.NotFound  | -                        | InvalidInternetGatewayId.Malformed
            NETWORK_ACL         | InvalidNetworkAclID.NotFound       | -                        | InvalidNetworkAclId.Malformed
            DHCP_OPTIONS        | InvalidDhcpOptionID.NotFound       | -                        | InvalidDhcpOptionsId.Malformed
            NETWORK_INTERFACE   | InvalidNetworkInterfaceID.NotFound | -                        | InvalidNetworkInterfaceId.Malformed
            SECURITY_GROUP      | InvalidGroup.NotFound              | InvalidGroup.Duplicate   | InvalidGroupId.Malformed
            SECURITY_GROUP_RULE | InvalidPermission.NotFound         | InvalidPermission.Duplicate | InvalidSecurityGroupRuleId.Malformed
            ADDRESS             | InvalidAddress.NotFound            | -                        | InvalidAllocationID.NotFound
            ADDRESS_ASSOCIATION | InvalidAssociationID.NotFound      | -                        | InvalidAssociationID.NotFound
            VOLUME              | InvalidVolume.NotFound             | -                        | InvalidVolumeID.Malformed
            VOLUME_ATTACHMENT   | InvalidAttachment.NotFound         | -                        | -
            SNAPSHOT            | InvalidSnapshot.NotFound           | -                        | InvalidSnapshotID.Malformed
            PROJECT             | -                                  | -                        | InvalidUserID.Malformed
            BUCKET              | InvalidManifest                    | -                        | InvalidParameterValue
            OBJECT              | InvalidManifest                    | -                        | -
            OBJECT_VERSION      | InvalidManifest                    | -                        | -
            UPLOAD              | InvalidManifest                    | -                        | -
            TAG                 | -                                  | -                        | InvalidID
            """;

    /** What no request of EC2 names, or is found missing. */
    private static final Set<ResourceType> ELSEWHERE =
            Set.of(
                    ResourceType.NETWORK,
                    ResourceType.LEASE,
                    ResourceType.USER,
                    ResourceType.ACCESS_KEY,
                    ResourceType.DRIVER,
                    ResourceType.REQUEST);

    private static final List<Function<ResourceType, CloudException>> COLUMNS =
            List.of(
                    type -> new NotFoundException(type, "x"),
                    type -> new AlreadyExistsException(type, "x"),
                    type -> InvalidParameterException.malformedId(type, "x"));

    private static Stream<String[]> rows() {
        return TABLE.lines().skip(1).map(line -> line.strip().split("\\s*\\|\\s*"));
    }

    static Stream<Arguments> cells() {
        return rows().flatMap(row -> Stream.of(1, 2, 3).map(i -> Arguments.of(row[0], i, row[i])))
                .filter(cell -> !cell.get()[2].equals("-"));
    }

    @ParameterizedTest(name = "{0} {2}")
    @MethodSource("cells")
    void idsAndNamesAreRefusedInEc2sWords(ResourceType type, int column, String code) {
        Ec2Error error = Ec2Errors.of(COLUMNS.get(column - 1).apply(type));
        assertEquals(code, error.code());
        assertEquals(400, error.status());
    }

    @Test
    void everyTypeHasARow() {
        Set<ResourceType> rows =
                rows().map(row -> ResourceType.valueOf(row[0])).collect(Collectors.toSet());
        assertEquals(
                Arrays.stream(ResourceType.values())
                        .filter(type -> !ELSEWHERE.contains(type))
                        .collect(Collectors.toSet()),
                rows);
    }

    @ParameterizedTest
    @CsvSource({
        "SECURITY_GROUP_RULE, sgr-00000001, InvalidSecurityGroupRuleId.NotFound",
        "SECURITY_GROUP_RULE, 10.0.0.0/8, InvalidPermission.NotFound",
        "ADDRESS, eipalloc-00000001, InvalidAllocationID.NotFound",
        "ADDRESS, 192.0.2.1, InvalidAddress.NotFound",
    })
    void whatHasTwoNamesIsMissedByTheOneAskedFor(ResourceType type, String id, String code) {
        assertEquals(code, Ec2Errors.of(new NotFoundException(type, id)).code());
    }

    @ParameterizedTest
    @CsvSource({
        "INSTANCE, InstanceLimitExceeded",
        "VOLUME, VolumeLimitExceeded",
        "SNAPSHOT, SnapshotLimitExceeded",
        "ADDRESS, AddressLimitExceeded",
        "KEY_PAIR, KeyPairLimitExceeded",
        "TAG, TagLimitExceeded",
        "SECURITY_GROUP, SecurityGroupLimitExceeded",
        "SECURITY_GROUP_RULE, RulesPerSecurityGroupLimitExceeded",
        "NETWORK_INTERFACE, SecurityGroupsPerInterfaceLimitExceeded",
        "IMAGE, ResourceLimitExceeded",
    })
    void whatThereIsTooMuchOfIsNamed(ResourceType type, String code) {
        Ec2Error error = Ec2Errors.of(new LimitExceededException(type, "x", "x"));
        assertEquals(code, error.code());
        assertEquals(400, error.status());
    }

    @ParameterizedTest
    @CsvSource({
        "INSTANCE, InsufficientInstanceCapacity, 500",
        "VOLUME, InsufficientVolumeCapacity, 500",
        "ADDRESS, InsufficientAddressCapacity, 500",
        "SUBNET, InsufficientFreeAddressesInSubnet, 400",
        "SNAPSHOT, InsufficientCapacity, 500",
    })
    void whatThereIsNoRoomForIsNamed(ResourceType type, String code, int status) {
        Ec2Error error = Ec2Errors.of(new InsufficientCapacityException(type, "x", "x"));
        assertEquals(code, error.code());
        assertEquals(status, error.status());
    }

    @ParameterizedTest
    @CsvSource({
        "INSTANCE, IncorrectInstanceState",
        "IMAGE, InvalidAMIID.Unavailable",
        "SECURITY_GROUP, CannotDelete",
        "VOLUME, IncorrectState",
        "SNAPSHOT, IncorrectState",
    })
    void aStateThatDoesNotFitIsNamed(ResourceType type, String code) {
        assertEquals(code, Ec2Errors.of(new IncorrectStateException(type, "x", "x")).code());
    }

    @ParameterizedTest
    @CsvSource({
        "VOLUME, VolumeInUse",
        "SNAPSHOT, InvalidSnapshot.InUse",
        "SECURITY_GROUP, DependencyViolation",
        "ADDRESS, InvalidIPAddress.InUse",
        "ADDRESS_ASSOCIATION, Resource.AlreadyAssociated",
        "IMAGE, ResourceInUse",
    })
    void whatIsInUseIsNamed(ResourceType type, String code) {
        assertEquals(code, Ec2Errors.of(new InUseException(type, "x", "x")).code());
    }

    @ParameterizedTest
    @CsvSource({
        "MISSING, MissingParameter",
        "UNKNOWN, UnknownParameter",
        "BAD_COMBINATION, InvalidParameterCombination",
        "BAD_VALUE, InvalidParameterValue",
        "TOO_LARGE, InvalidParameterValue",
        "TOO_SMALL, InvalidParameterValue",
        "BAD_DIGEST, InvalidParameterValue",
        "MALFORMED, InvalidParameterValue",
    })
    void whatIsWrongWithAParameterIsNamed(Problem problem, String code) {
        Ec2Error error = Ec2Errors.of(new InvalidParameterException(problem, "Fnord", "x"));
        assertEquals(code, error.code());
        assertEquals(400, error.status());
    }

    @ParameterizedTest
    @CsvSource({
        "PublicKeyMaterial, InvalidKey.Format",
        "UserData, InvalidUserData.Malformed",
        "Manifest, InvalidManifest",
        "Name, InvalidAMIName.Malformed",
        "BlockDeviceMapping, InvalidBlockDeviceMapping",
        "LaunchPermission, InvalidAMIAttributeItemValue",
    })
    void aFormOfWhichEc2HasACodeIsNamed(String parameter, String code) {
        assertEquals(
                code,
                Ec2Errors.of(new InvalidParameterException(Problem.MALFORMED, parameter, "x"))
                        .code());
    }

    @ParameterizedTest
    @CsvSource({
        "MISSING, 403, MissingAuthenticationToken",
        "MALFORMED, 400, IncompleteSignature",
        "HEADER_KIND, 400, IncompleteSignature",
        "QUERY_PARAMETERS, 400, IncompleteSignature",
        "FORM_FIELD, 400, IncompleteSignature",
        "TWO_WAYS, 400, IncompleteSignature",
        "DATE, 400, IncompleteSignature",
        "PAYLOAD_MISSING, 400, IncompleteSignature",
        "PAYLOAD_WORD, 400, IncompleteSignature",
        "NOT_SIGNED, 400, IncompleteSignature",
        "BAD_TOKEN, 401, AuthFailure",
        "UNKNOWN_KEY, 401, AuthFailure",
        "SIGNATURE_MISMATCH, 403, SignatureDoesNotMatch",
        "BODY_MISMATCH, 403, SignatureDoesNotMatch",
        "SKEWED, 400, RequestExpired",
        "EXPIRED, 400, RequestExpired",
        "NOT_YET_VALID, 400, RequestExpired",
    })
    void whoeverIsNotKnownIsToldWhy(
            AuthenticationFailedException.Reason reason, int status, String code) {
        Ec2Error error = Ec2Errors.of(new AuthenticationFailedException(reason, "x", "x"));
        assertEquals(code, error.code());
        assertEquals(status, error.status());
    }

    @ParameterizedTest
    @CsvSource({
        "TOKEN_REUSED, 400, IdempotentParameterMismatch",
        "CONCURRENT_CHANGE, 503, Unavailable",
        "PRECONDITION, 400, IncorrectState",
        "PROTECTED, 400, OperationNotPermitted",
        "OTHER_ZONE, 400, InvalidVolume.ZoneMismatch",
    })
    void whatConflictsIsNamed(ConflictException.Reason reason, int status, String code) {
        Ec2Error error = Ec2Errors.of(new ConflictException(reason, ResourceType.VOLUME, "x", "x"));
        assertEquals(code, error.code());
        assertEquals(status, error.status());
    }

    @Test
    void whoMayNotIsToldSoAndWhoseItIsNotToo() {
        Ec2Error denied = Ec2Errors.of(new AccessDeniedException("ec2:X", "x"));
        assertEquals("UnauthorizedOperation", denied.code());
        assertEquals(403, denied.status());
        Ec2Error shared =
                Ec2Errors.of(
                        new AccessDeniedException(ResourceType.IMAGE, Samples.imageId(1), "x"));
        assertEquals("AuthFailure", shared.code());
        assertEquals(403, shared.status());
    }

    @Test
    void whatIsNotOfferedIsToldSo() {
        Ec2Error error = Ec2Errors.of(new UnsupportedException(ResourceType.INSTANCE, "x", "x"));
        assertEquals("UnsupportedOperation", error.code());
        assertEquals(400, error.status());
    }
}
