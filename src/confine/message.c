// SPDX-License-Identifier: Apache-2.0
#include "confine/message.h"

#include <errno.h>
#include <sys/socket.h>

union ancillary {
    struct cmsghdr header; // for its alignment
    char bytes[CMSG_SPACE(sizeof(int[MESSAGE_FDS]))];
};

size_t request_size(const struct request *request)
{
    return offsetof(struct request, task.note) + request->task.note_size;
}

bool message_send(int socket, struct slice message, const int *fds, size_t count)
{
    union ancillary ancillary = {0};
    struct iovec part = {.iov_base = (void *)(uintptr_t)message.data, .iov_len = message.size};
    struct msghdr header = {.msg_iov = &part, .msg_iovlen = 1};
    if (count > 0) {
        size_t size = count * sizeof(int);
        ancillary.header =
            (struct cmsghdr){.cmsg_len = CMSG_LEN(size), .cmsg_level = SOL_SOCKET, .cmsg_type = SCM_RIGHTS};
        memcpy(CMSG_DATA(&ancillary.header), fds, size);
        header.msg_control = &ancillary;
        header.msg_controllen = CMSG_SPACE(size);
    }
    ssize_t sent;
    do
        sent = sendmsg(socket, &header, MSG_NOSIGNAL);
    while (sent < 0 && errno == EINTR);
    return sent == (ssize_t)message.size;
}

bool message_receive(int socket, void *message, size_t size, size_t *ret_size, int *fds, size_t *ret_count)
{
    union ancillary ancillary = {0};
    struct iovec part = {.iov_base = message, .iov_len = size};
    struct msghdr header = {
        .msg_iov = &part, .msg_iovlen = 1, .msg_control = &ancillary, .msg_controllen = sizeof ancillary};
    ssize_t received;
    do
        received = recvmsg(socket, &header, MSG_CMSG_CLOEXEC);
    while (received < 0 && errno == EINTR);
    if (received < 0)
        return false;
    size_t count = 0;
    const struct cmsghdr *rights = CMSG_FIRSTHDR(&header);
    if (rights && rights->cmsg_level == SOL_SOCKET && rights->cmsg_type == SCM_RIGHTS) {
        count = (rights->cmsg_len - CMSG_LEN(0)) / sizeof(int);
        memcpy(fds, CMSG_DATA(rights), count * sizeof(int));
    }
    *ret_size = (size_t)received;
    *ret_count = count;
    return true;
}
